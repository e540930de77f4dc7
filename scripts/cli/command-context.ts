import { isAbsolute, resolve } from 'node:path';
import { type Style, styleFor } from './style.ts';
import type { Terminal } from './terminal.ts';

/** What every command may be told. */
export interface GlobalOptions {
  readonly environment: string;
  readonly json: boolean;
  readonly debug: boolean;
}

/** What every command gets besides its own arguments. */
export interface CommandContext {
  readonly options: GlobalOptions;
  /** The repository: what `environments/`, `templates/` and `functions/` are found in. */
  readonly root: string;
  /** Where the user stands: what file names on the command line start from. */
  readonly directory: string;
  readonly terminal: Terminal;
  /** Style of standard error, where all progress goes. */
  readonly style: Style;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Asks to hear of the second Ctrl-C as well, which leaves at once otherwise. */
  readonly secondInterrupt?: () => AbortSignal;
}

/** Ends a command: the exit code that the entry point sets. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Builds the context of one command. */
export function createContext(parts: Omit<CommandContext, 'style'>): CommandContext {
  return { ...parts, style: styleFor(parts.terminal.stderr, parts.terminal.env) };
}

/** Writes lines of progress or of an answer to a question to standard error. */
export function say({ terminal }: Pick<CommandContext, 'terminal'>, ...lines: readonly string[]): void {
  if (lines.length > 0) terminal.stderr.write(`${lines.join('\n')}\n`);
}

/** Writes lines of the result to standard output. */
export function print({ terminal }: Pick<CommandContext, 'terminal'>, ...lines: readonly string[]): void {
  if (lines.length > 0) terminal.stdout.write(`${lines.join('\n')}\n`);
}

/** Writes one object as one line of JSON to standard output. */
export function printJson({ terminal }: Pick<CommandContext, 'terminal'>, value: object): void {
  terminal.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Reads `-e`: a file's path starts from where the user stands, a bare name means `environments/<name>.yaml`. */
export function environmentName({
  options,
  directory,
}: Pick<CommandContext, 'options' | 'directory'>): string {
  const { environment } = options;
  const isFile = /[/\\]|\.ya?ml$/.test(environment);
  return isFile && !isAbsolute(environment) ? resolve(directory, environment) : environment;
}
