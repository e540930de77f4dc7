import type { Program, Start } from '../program.ts';
import { example } from './starting.ts';

/** Defines `put`: an object for a trigger. */
export function definePutting(program: Program, start: Start): void {
  program
    .command('put')
    .summary('a file for the trigger of a pool, and its result')
    .description(
      'Puts a file where the trigger of a pool looks, waits for the task that it becomes, and prints the result.\nThe same content is worked on once.',
    )
    .argument('<pool>', 'a pool that a trigger of the environment file feeds')
    .argument('<file>', 'the file; its name becomes the name of the object')
    .addHelpText('after', example('npx cloudpool put vectorize measurements.csv'))
    .action((pool, file) =>
      start(async context => (await import('../commands/put.ts')).putCommand(context, { pool, file })),
    );
}
