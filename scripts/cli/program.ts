import { Command, type CommanderError } from '@commander-js/extra-typings';
import type { CommandContext, ExitCode, GlobalOptions } from './command-context.ts';
import { defineDeploying } from './definitions/deploying.ts';
import { defineLocal } from './definitions/local.ts';
import { definePutting } from './definitions/putting.ts';
import { defineRunning } from './definitions/running.ts';
import { defineStarting } from './definitions/starting.ts';
import { defineWorking } from './definitions/working.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** What a definition does with the parsed arguments: starts the command that they name. */
export type Start = (run: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;

/** Runs one command once its arguments are known. */
export type Execute = (
  options: GlobalOptions,
  run: (context: CommandContext) => Promise<ExitCode>,
) => Promise<ExitCode>;

/** Parses the arguments and executes the command they name. Throws `CommanderError` for help and wrong usage. */
export async function runProgram(
  argv: readonly string[],
  terminal: Terminal,
  execute: Execute,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(terminal.env);
  configure(program, terminal);
  const start: Start = async run => {
    const { env: environment, json = false, debug = false } = program.opts();
    code = await execute({ environment, json, debug }, run);
  };
  defineStarting(program, start);
  defineDeploying(program, start);
  defineRunning(program, start);
  defineWorking(program, start);
  definePutting(program, start);
  defineLocal(program, start);
  await program.parseAsync(argv, { from: 'user' });
  return code;
}

/** Tells help that was asked for from wrong usage. */
export function exitCodeOfUsage(error: CommanderError): ExitCode {
  return ['commander.helpDisplayed', 'commander.version'].includes(error.code) ? 0 : 2;
}

export type Program = ReturnType<typeof createProgram>;

function createProgram(env: NodeJS.ProcessEnv) {
  const standing = env.CLOUDPOOL_ENV ?? '';
  return new Command('cloudpool')
    .description('A process pool the size of an AWS account, in CloudFormation you can read.')
    .version(version(), '-V, --version', 'print the version')
    .option(
      '-e, --env <name|file>',
      'environment: a name in environments/, or a file ($CLOUDPOOL_ENV)',
      standing === '' ? 'local' : standing,
    )
    .option('--json', 'one JSON object a line on standard output')
    .option('--debug', 'stack traces of errors')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', '\nExample:\n  $ npx cloudpool demo');
}

function configure(program: Program, { stdout, stderr }: Terminal): void {
  program
    .exitOverride()
    .showHelpAfterError('Run it with --help to see its options.')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: text => stdout.write(text),
      writeErr: text => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
    });
}
