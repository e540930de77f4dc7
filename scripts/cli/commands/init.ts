import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { loadEnvironment } from '../../deploy/environment/environment.ts';
import { CloudpoolError } from '../../errors.ts';
import { type CommandContext, type ExitCode, environmentName, print, printJson } from '../command-context.ts';
import { withPool } from '../init/environment-entry.ts';
import { functionFiles, type NewFile } from '../init/function-files.ts';
import { styleFor } from '../style.ts';

/** Names the folder, the stack's key and a part of the stack's name: `<prefix>-<name>`. */
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST = 30;

/** Writes a new function, its test event, its test, and its entry in the environment file. All of it or, when something is in the way, nothing. */
export async function init(context: CommandContext, name: string): Promise<ExitCode> {
  requireName(name);
  const { root, terminal } = context;
  const { file } = loadEnvironment(environmentName(context), { root, variables: terminal.env });
  const shown = relative(root, file);
  const files = functionFiles(name);
  for (const { path } of files) requireAbsent(root, dirname(path));
  const environment: NewFile = { path: shown, text: withPool(readFileSync(file, 'utf8'), name, shown) };
  for (const { path, text } of [...files, environment]) write(join(root, path), text);
  report(context, name, { written: files.map(({ path }) => path), changed: shown });
  return 0;
}

function requireName(name: string): void {
  const reserved = name === 'runtime';
  if (NAME.test(name) && name.length <= LONGEST && !reserved) return;
  const rule = `lower case letters and digits, parts joined by single dashes, at most ${LONGEST} characters`;
  throw new CloudpoolError(
    reserved
      ? 'The name runtime is taken by functions/runtime.'
      : `"${name}" is no name for a function: expected ${rule}.`,
    { code: 'FUNCTION_NAME', exitCode: 2, hint: 'For example: npx cloudpool init word-count' },
  );
}

function requireAbsent(root: string, path: string): void {
  if (!existsSync(join(root, path))) return;
  throw new CloudpoolError(`${path} exists already.`, {
    code: 'FUNCTION_EXISTS',
    exitCode: 2,
    hint: 'Take another name, or remove it first.',
  });
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function report(
  context: CommandContext,
  name: string,
  { written, changed }: { readonly written: readonly string[]; readonly changed: string },
): void {
  if (context.options.json) {
    printJson(context, { function: name, written, changed });
    return;
  }
  const style = styleFor(context.terminal.stdout, context.terminal.env);
  const flag = context.options.environment === 'local' ? '' : ` -e ${context.options.environment}`;
  print(
    context,
    ...written.map(path => `${style.good('+')} ${path}`),
    `${style.accent('~')} ${changed}`,
    '',
    'Next:',
    `  npx mocha test/functions/${name}/index.test.ts`,
    `  npx cloudpool deploy ${name}${flag}`,
    `  npx cloudpool invoke ${name}${flag}`,
    `  echo '{"text":"one two three"}' | npx cloudpool run ${name}${flag}`,
  );
}
