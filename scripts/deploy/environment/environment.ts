import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Position } from '../../errors.ts';
import type { Fields } from '../yaml/fields.ts';
import { readTree } from '../yaml/kept-tree.ts';
import { type Problems, refuse } from '../yaml/problems.ts';
import type { MapTree } from '../yaml/tree.ts';
import { artifactFields, environmentFields, openTable } from './fields.ts';
import { findEnvironmentFile, isNamed, relativeTo } from './files.ts';
import { checkTarget } from './guards.ts';
import { readStacks } from './stacks.ts';
import { readTags } from './tags.ts';

/** An environment file, read and checked by itself. */
export interface Environment {
  /** Absolute path. */
  readonly file: string;
  /** The file's base name. */
  readonly name: string;
  /** What `-e` finds it by: the name in the environments folder, a path elsewhere. */
  readonly reference: string;
  readonly region: string;
  readonly prefix: string;
  readonly account?: string;
  /** The emulator's address, on the loopback. */
  readonly endpoint?: string;
  readonly roleArn?: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly artifacts?: { readonly stack: string; readonly output: string };
  /** Exports that other people own. */
  readonly external: readonly string[];
  /** In file order, without the left-out ones. */
  readonly stacks: ReadonlyMap<string, StackEntry>;
  /** Stack key → why it is not deployed here. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** One stack of an environment file. */
export interface StackEntry {
  readonly key: string;
  /** `<prefix>-<key>` */
  readonly stackName: string;
  /** Absolute path. */
  readonly templateFile: string;
  readonly function?: string;
  readonly terminationProtection: boolean;
  /** Keys of stacks that come first though no template says so. */
  readonly after: readonly string[];
  readonly parameters: ReadonlyMap<string, ParameterSetting>;
  readonly at: Position;
}

/** What an environment file says about one parameter. Lists are joined by commas. */
export type ParameterSetting =
  | { readonly kind: 'value'; readonly value: string; readonly at: Position }
  | { readonly kind: 'stack'; readonly stack: string; readonly at: Position }
  | { readonly kind: 'keep'; readonly initial: string; readonly at: Position };

/** Where the repository is, and the variables of the process. */
export interface EnvironmentOptions {
  readonly root: string;
  /** Where commands are typed: printed ones name the file from there. Default: `root`. */
  readonly directory?: string | undefined;
  readonly variables: NodeJS.ProcessEnv;
}

/**
 * Reads an environment file, by name (`local` is `environments/local.yaml`) or by path.
 * Throws a ProblemsError with everything that is wrong in it. Templates are not opened: `check` does that.
 */
export function loadEnvironment(nameOrFile: string, options: EnvironmentOptions): Environment {
  const problems: Problems = [];
  const environment = readEnvironment(nameOrFile, options, problems);
  refuse(problems, relativeTo(options.root, environment?.file ?? nameOrFile));
  if (environment === undefined) throw new Error(`${nameOrFile} was refused without a reason`);
  return environment;
}

/** Reads an environment file as far as it can be read; what is wrong goes to `problems`. */
export function readEnvironment(
  nameOrFile: string,
  options: EnvironmentOptions,
  problems: Problems,
): Environment | undefined {
  const file = findEnvironmentFile(nameOrFile, options.root, problems);
  if (file === undefined) return undefined;
  const shown = relativeTo(options.root, file);
  const before = problems.length;
  const source = { root: options.root, shown, text: readFileSync(file, 'utf8') };
  const tree = readTree(source, problems);
  if (tree?.kind === 'map') return readFields(file, tree, options, problems);
  if (problems.length === before) {
    const at = tree?.at ?? { file: shown, line: 1, column: 1 };
    problems.push({
      code: 'WRONG_TYPE',
      message: 'an environment must be a map with region, prefix and stacks',
      at,
    });
  }
  return undefined;
}

function readFields(
  file: string,
  tree: MapTree,
  options: EnvironmentOptions,
  problems: Problems,
): Environment {
  const fields = openTable(tree, 'the environment', environmentFields, problems);
  const region = fields.text('region') ?? '';
  const prefix = fields.text('prefix') ?? '';
  const account = fields.text('account');
  const roleArn = fields.text('roleArn');
  const endpoint = checkTarget({ file, fields, region, prefix, account, options }, problems);
  const artifacts = readArtifacts(fields, problems);
  return {
    file,
    name: nameOf(file),
    reference: isNamed(file, options.root)
      ? nameOf(file)
      : relativeTo(options.directory ?? options.root, file),
    region,
    prefix,
    ...(account === undefined ? {} : { account }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(artifacts === undefined ? {} : { artifacts }),
    tags: readTags(fields.map('tags'), problems),
    external: fields.texts('external').map(item => item.text),
    ...readStacks({ file, fields, prefix, artifacts: artifacts?.stack, root: options.root }, problems),
  };
}

function nameOf(file: string): string {
  return basename(file).replace(/\.ya?ml$/, '');
}

function readArtifacts(fields: Fields, problems: Problems): Environment['artifacts'] {
  const tree = fields.map('artifacts');
  if (tree === undefined) return undefined;
  const inner = openTable(tree, 'artifacts', artifactFields, problems);
  const stack = inner.text('stack');
  const output = inner.text('output');
  return stack === undefined || output === undefined ? undefined : { stack, output };
}
