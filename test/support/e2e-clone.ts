import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isMap, parseDocument, type YAMLMap } from 'yaml';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const COPIED = ['environments', 'functions', 'scripts', 'templates', '.mocharc.json', 'package.json'];

/** The stacks that say who may do what: an administrator deploys them, and everything else is the deployer's. */
export const ADMINISTRATED = ['iam', 'deployers'] as const;

/** A copy of the repository that a test may change: templates, functions, environments. */
export interface Clone {
  readonly root: string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Replaces a text that must be there. */
  edit(file: string, from: string | RegExp, to: string): void;
  remove(): void;
}

/** Copies the repository into a temporary folder; its packages are linked, not copied. */
export function cloneRepository(): Clone {
  const root = mkdtempSync(join(tmpdir(), 'cloudpool-e2e-'));
  for (const name of COPIED) cpSync(join(REPOSITORY, name), join(root, name), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'));
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  return {
    root,
    read,
    write,
    edit: (file, from, to) => {
      const text = read(file);
      const edited = text.replace(from, to);
      if (edited === text) throw new Error(`${file} has no ${from}`);
      write(file, edited);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export interface LocalChanges {
  readonly prefix: string;
  /** Where the recorded provider listens. */
  readonly provider: string;
  /** The stacks that stay, besides `deployers`; default all. */
  readonly keep?: readonly string[] | undefined;
  /** More pools: key → function, with the parameters of `hello`. */
  readonly pools?:
    | Readonly<Record<string, { readonly function: string; readonly template?: string }>>
    | undefined;
}

/** Derives a test's environment from the text of `environments/local.yaml`: the same stacks, a prefix of its own. */
export function deriveEnvironment(
  local: string,
  { prefix, provider, keep, pools = {} }: LocalChanges,
): string {
  const document = parseDocument(local);
  document.set('prefix', prefix);
  for (const key of ADMINISTRATED) document.setIn(['stacks', key, 'parameters', 'Prefix'], prefix);
  document.setIn(['stacks', 'prices', 'parameters', 'Settings'], JSON.stringify({ baseUrl: provider }));
  const stacks = document.get('stacks') as YAMLMap;
  const hello = stacks.get('hello');
  if (!isMap(hello)) throw new Error('local.yaml has no pool hello');
  for (const [key, pool] of Object.entries(pools)) {
    const entry = hello.clone() as YAMLMap;
    entry.set('function', pool.function);
    entry.set('template', pool.template ?? 'pool');
    stacks.set(key, entry);
  }
  // Nobody deploys without the policies of deployers.
  const kept = keep && [...keep, ...Object.keys(pools), 'deployers'];
  for (const part of [stacks, document.get('leftOut')]) {
    if (kept && isMap(part)) part.items = part.items.filter(({ key }) => kept.includes(String(key)));
  }
  return String(document);
}
