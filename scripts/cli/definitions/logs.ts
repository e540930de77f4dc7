import { Option } from '@commander-js/extra-typings';
import type { Program, Start } from '../program.ts';
import { duration } from './numbers.ts';
import { example } from './starting.ts';

/** Defines `logs`: what the workers of a pool printed. */
export function defineLogs(program: Program, start: Start): void {
  program
    .command('logs')
    .summary('what the workers of a pool printed')
    .description(
      'Prints what the workers of a pool printed, functions and containers together, without what Lambda itself writes ' +
        'of each invocation.\n\nWith --json one object a line: at, pool, stream, and text as it was written.',
    )
    .argument('<pool>', 'a pool of the environment file')
    .addOption(
      new Option('--since <time>', 'how far to look back: 30s, 10m, 2h, 1d')
        .argParser(duration)
        .default(3_600_000, '1h'),
    )
    .option('-f, --follow', 'go on with each new line, until Ctrl-C')
    .addHelpText(
      'after',
      example('npx cloudpool logs prices', 'npx cloudpool logs prices --since 10m --follow'),
    )
    .action((pool, { since, follow = false }) =>
      start(async context =>
        (await import('../commands/logs.ts')).logsCommand(context, { pool, since, follow }),
      ),
    );
}
