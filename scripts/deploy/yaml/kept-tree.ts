import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { ifPossible, writeInPlace } from '../../kept-file.ts';
import { parseYaml } from './parse.ts';
import type { Problems } from './problems.ts';
import type { Tree } from './tree.ts';

export interface YamlSource {
  /** The clone: trees are kept in its `.cloudpool/trees/`. */
  readonly root: string;
  /** How messages name the file. */
  readonly shown: string;
  readonly text: string;
}

/**
 * Parses a file as `parseYaml` does, or gives the tree of last time when neither the text nor the parser has changed:
 * loading the parser and parsing are most of a command that changes nothing. Only a tree without problems is kept; what
 * cannot be read or written only costs the time of parsing.
 */
export function readTree({ root, shown, text }: YamlSource, problems: Problems): Tree | undefined {
  const file = join(root, '.cloudpool/trees', sha256(shown).toString('hex').slice(0, 32));
  const key = sha256(`${parserVersion()}\0${shown}\0${text}`);
  const kept = ifPossible(() => read(file, key));
  if (kept !== undefined) return kept;
  const before = problems.length;
  const tree = parseYaml(shown, text, problems);
  if (tree !== undefined && problems.length === before) ifPossible(() => write(file, key, tree));
  return tree;
}

const DIGEST_BYTES = 32;

/** Digest of what it was made from, digest of the tree, tree. */
function read(file: string, key: Buffer): Tree | undefined {
  const bytes = readFileSync(file);
  const body = bytes.subarray(2 * DIGEST_BYTES);
  const isWhole = bytes.subarray(0, 2 * DIGEST_BYTES).equals(Buffer.concat([key, sha256(body)]));
  return isWhole ? (deserialize(body) as Tree) : undefined;
}

function write(file: string, key: Buffer, tree: Tree): void {
  const body = serialize(tree);
  writeInPlace(file, Buffer.concat([key, sha256(body), body]));
}

let version: string | undefined;

/** Everything that makes a tree of a text: another parser keeps other trees, without anybody having to think of it. */
function parserVersion(): string {
  const own = ['parse.ts', 'scalar.ts', 'tree.ts'].map(name => join(import.meta.dirname, name));
  const library = new URL(import.meta.resolve('yaml/package.json'));
  version ??= [process.version, ...[...own, library].map(file => readFileSync(file, 'utf8'))].join('\0');
  return version;
}

function sha256(content: Uint8Array | string): Buffer {
  return createHash('sha256').update(content).digest();
}
