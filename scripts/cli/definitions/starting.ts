import { Argument } from '@commander-js/extra-typings';
import type { Program, Start } from '../program.ts';

/** Defines the commands of the first hour: `demo`, `init`. */
export function defineStarting(program: Program, start: Start): void {
  program
    .command('demo')
    .summary('the main job on this machine, from nothing to results')
    .description(
      'Starts the emulator, deploys what the demo needs, and runs it with a live board:\n' +
        '  prices  fetches thirteen years of daily prices: 589 tasks that wait,\n' +
        '          results in .cloudpool/demo/results.jsonl\n' +
        '  render  paints a fractal on every processor: 480 tasks that compute,\n' +
        '          picture in .cloudpool/demo/fractal.png',
    )
    .addArgument(new Argument('[demo]', 'which one').choices(['prices', 'render']).default('prices'))
    .addHelpText('after', example('npx cloudpool demo', 'npx cloudpool demo render'))
    .action(which =>
      start(async context =>
        which === 'render'
          ? (await import('../commands/demo-render.ts')).demoRender(context)
          : (await import('../commands/demo.ts')).demo(context),
      ),
    );

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
