import type { Program, Start } from '../program.ts';

/** Defines the commands of the first hour: `demo`, `init`. */
export function defineStarting(program: Program, start: Start): void {
  program
    .command('demo')
    .summary('the main job on this machine, from nothing to results')
    .description(
      'Starts the emulator, deploys the local environment and fetches thirteen years of daily prices:\n589 tasks, a live board, the results in .cloudpool/demo/results.jsonl.',
    )
    .addHelpText('after', example('npx cloudpool demo'))
    .action(() => start(async context => (await import('../commands/demo.ts')).demo(context)));

  program
    .command('init')
    .summary('a new function with its test and its stack entry')
    .description('Writes functions/<name>/, its test, and its entry in environments/local.yaml.')
    .argument('<function>', 'its name: lower case letters, digits and dashes')
    .addHelpText('after', example('npx cloudpool init word-count'))
    .action(name => start(async context => (await import('../commands/init.ts')).init(context, name)));
}

/** Writes the example at the end of a command's help. */
export function example(...lines: readonly string[]): string {
  return `\nExample:\n${lines.map(line => `  $ ${line}`).join('\n')}`;
}
