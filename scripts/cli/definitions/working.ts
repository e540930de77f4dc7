import type { Program, Start } from '../program.ts';
import { wholeNumber } from './numbers.ts';
import { example } from './starting.ts';

/** Defines `worker`: this machine joins a pool. */
export function defineWorking(program: Program, start: Start): void {
  program
    .command('worker')
    .summary('work for a pool on this machine')
    .description(
      'Takes messages of a pool and works on them here, as a container does, with the code that is deployed.\n' +
        'Ctrl-C ends it once what it works on is done; a second one gives that back.',
    )
    .argument('<pool>', 'a pool of the environment file')
    .option('--idle <seconds>', 'leave after so long without a message (default: never)', wholeNumber)
    .option('--slots <chunks>', 'chunks at once (default: from the processors of this machine)', wholeNumber)
    .addHelpText(
      'after',
      example('npx cloudpool worker prices', 'npx cloudpool worker prices --idle 300 -e dev'),
    )
    .action((pool, options) =>
      start(async context =>
        (await import('../commands/worker.ts')).workerCommand(context, { pool, ...options }),
      ),
    );
}
