import type { Program, Start } from '../program.ts';
import { example } from './starting.ts';

/** Defines `local`: the embedded emulator, the recorded provider and the agent that runs containers. */
export function defineLocal(program: Program, start: Start): void {
  const local = program
    .command('local')
    .summary('the emulator on this machine: start, stop, status')
    .description(
      'The embedded emulator, the recorded price provider, and the agent that runs containers, on this machine.',
    )
    .addHelpText('after', example('npx cloudpool local start'));

  local
    .command('start')
    .description('Starts the emulator, the provider and the agent, and waits until they answer.')
    .addHelpText('after', example('npx cloudpool local start'))
    .action(() => start(async context => (await import('../commands/local.ts')).localStart(context)));
  local
    .command('stop')
    .description('Stops them, and leaves no process behind.')
    .addHelpText('after', example('npx cloudpool local stop'))
    .action(() => start(async context => (await import('../commands/local.ts')).localStop(context)));
  local
    .command('status')
    .description('Says whether they run, and where. Exit code 1 if they do not.')
    .addHelpText('after', example('npx cloudpool local status'))
    .action(() => start(async context => (await import('../commands/local.ts')).localStatusCommand(context)));
}
