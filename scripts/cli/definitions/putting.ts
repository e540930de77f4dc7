import type { Program, Start } from '../program.ts';
import { example } from './starting.ts';

/** Defines the commands about tasks without a run: `put`, `drain`. */
export function definePutting(program: Program, start: Start): void {
  program
    .command('put')
    .summary('a file for the trigger of a pool, and its result')
    .description(
      'Puts a file where the trigger of a pool looks, waits for the task that it becomes, and prints the result.\nThe same content is worked on once. For a pool without a trigger it goes into the folder that its tasks read, for later.',
    )
    .argument('<pool>', 'a pool that a trigger of the environment file feeds, or whose tasks read a folder')
    .argument('<file>', 'the file; its name becomes the name of the object')
    .addHelpText('after', example('npx cloudpool put vectorize measurements.csv'))
    .action((pool, file) =>
      start(async context => (await import('../commands/put.ts')).putCommand(context, { pool, file })),
    );

  program
    .command('drain')
    .summary('what the queue of a pool gave up, as errors')
    .description(
      'Ends the tasks of a pool whose messages lie among its dead letters: what workers brought is kept, the rest becomes\nan error. run, resume and put do it meanwhile; this is for pools whose tasks nobody waits for.',
    )
    .argument('<pool>', 'a pool of the environment file')
    .addHelpText('after', example('npx cloudpool drain hello'))
    .action(pool =>
      start(async context => (await import('../commands/drain.ts')).drainCommand(context, { pool })),
    );
}
