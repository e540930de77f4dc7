import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Alias, Document, LineCounter, Node, Pair, YAMLParseError } from 'yaml';
import type { Position } from '../../errors.ts';
import type { Problems } from './problems.ts';
import { readPlainScalar } from './scalar.ts';
import type { MapEntry, MapTree, ScalarTree, Tree } from './tree.ts';

const require = createRequire(import.meta.url);

/** Loaded with the first text that has to be parsed: 70 modules, and most commands find all trees kept. */
const yaml = (): typeof Yaml => (library ??= require('yaml') as typeof Yaml);
let library: typeof Yaml | undefined;

/**
 * Parses YAML or JSON into a tree with positions. Short-form tags become long. Aliases, merge keys, duplicate keys, tabs
 * and syntax errors are added to `problems`. What has no readable structure gives nothing.
 */
export function parseYaml(file: string, text: string, problems: Problems): Tree | undefined {
  const first = open(file, spacesForTabsInJson(text), problems);
  const tabs = first.document.errors.filter(error => error.code === 'TAB_AS_INDENT');
  for (const { pos } of tabs) reportTab(first.locate(pos[0]), problems);
  // With the tabs out of the way the rest of the file can be judged too.
  const opened = tabs.length === 0 ? first : open(file, text.replace(/^[ \t]+/gm, expandTabs), problems);
  for (const error of opened.document.errors) reportSyntax(error, opened);
  const { contents, errors } = opened.document;
  const readable = errors.every(error => error.code === 'MULTIPLE_DOCS');
  return contents === null || !readable ? undefined : readNode(contents, opened);
}

interface Reader {
  readonly document: Document.Parsed;
  readonly problems: Problems;
  readonly locate: (offset: number) => Position;
  /** Inside what an alias stands for: no alias is followed any deeper. */
  readonly aliased?: true;
}

function open(file: string, text: string, problems: Problems): Reader {
  const lines = new (yaml().LineCounter)();
  const parse = () =>
    yaml().parseDocument(text, {
      schema: 'failsafe',
      version: '1.1',
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  const document = withoutStacks(parse);
  return { document, problems, locate: offset => locate(file, lines, offset) };
}

/** The library makes an Error of every short-form tag, which it does not know: their stacks are most of their cost. */
function withoutStacks<Result>(work: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

// JSON may be indented with tabs, YAML may not. One space a tab keeps every column.
function spacesForTabsInJson(text: string): string {
  return /^\s*[{[]/.test(text) ? text.replaceAll('\t', ' ') : text;
}

function expandTabs(indent: string): string {
  return indent.replaceAll('\t', '  ');
}

function locate(file: string, lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function reportTab(at: Position, problems: Problems): void {
  const message = 'a tab indents this line; YAML wants spaces';
  problems.push({ code: 'TAB', message, hint: 'Replace the tab with spaces.', at });
}

function reportSyntax(error: YAMLParseError, { problems, locate }: Reader): void {
  const at = locate(error.pos[0]);
  if (error.code === 'MULTIPLE_DOCS') {
    problems.push({
      code: 'SECOND_DOCUMENT',
      message: 'a second document begins here; a file holds one',
      at,
    });
  } else problems.push({ code: 'YAML_SYNTAX', message: `not YAML: ${error.message}`, at });
}

function readNode(node: Node | null, reader: Reader): Tree {
  const { isAlias, isMap, isScalar, isSeq } = yaml();
  const at = reader.locate(node?.range?.[0] ?? 0);
  if (isAlias(node)) return readAlias(node, at, reader);
  if (node === null || isScalar(node)) return readScalar(node, at);
  const tag = node.tag;
  const tree: Tree = isSeq(node)
    ? { kind: 'list', items: node.items.map(item => readNode(item as Node | null, reader)), at }
    : isMap(node)
      ? readMap(node.items as readonly Pair[], at, reader)
      : emptyScalar(at);
  return lengthen(tag, tree);
}

function readScalar(node: Extract<Node, { value: unknown }> | null, at: Position): Tree {
  if (node === null || !yaml().isScalar(node)) return emptyScalar(at);
  const text = String(node.value ?? '');
  const quoted = node.type !== 'PLAIN';
  const raw = quoted || isFunctionTag(node.tag) || node.tag === 'tag:yaml.org,2002:str';
  return lengthen(node.tag, { kind: 'scalar', text, value: raw ? text : readPlainScalar(text), quoted, at });
}

function emptyScalar(at: Position): ScalarTree {
  return { kind: 'scalar', text: '', value: null, quoted: false, at };
}

function readMap(pairs: readonly Pair[], at: Position, reader: Reader): MapTree {
  const entries = new Map<string, MapEntry>();
  for (const pair of pairs) {
    const read = readPair(pair, reader);
    if (read === undefined) continue;
    const first = entries.get(read.key);
    if (first === undefined) entries.set(read.key, read);
    else reportDuplicate(read, first, reader);
  }
  return { kind: 'map', entries, at };
}

function readPair(pair: Pair, reader: Reader): MapEntry | undefined {
  const key = pair.key as Node | null;
  const value = pair.value as Node | null;
  const at = reader.locate(key?.range?.[0] ?? 0);
  if (!yaml().isScalar(key)) {
    reader.problems.push({ code: 'KEY_NOT_TEXT', message: 'a key must be text', at });
    return undefined;
  }
  const name = String(key.value ?? '');
  if (name === '<<' && key.type === 'PLAIN') {
    reader.problems.push({
      code: 'ALIAS',
      message: 'CloudFormation does not read merge keys (<<)',
      hint: writeOut,
      at,
    });
    return undefined;
  }
  const end = (value ?? key).range?.[1] ?? 0;
  const tree = value === null ? emptyScalar(at) : readNode(value, reader);
  return { key: name, value: tree, at, lastLine: reader.locate(Math.max(end - 1, 0)).line };
}

const writeOut = 'Write the value out where it is used.';

// It is refused, and yet followed once, so that what it stands for causes no further complaint.
function readAlias(node: Alias, at: Position, reader: Reader): Tree {
  const message = `CloudFormation does not read aliases (*${node.source})`;
  reader.problems.push({ code: 'ALIAS', message, hint: writeOut, at });
  const target = reader.aliased ? undefined : node.resolve(reader.document);
  return target === undefined
    ? emptyScalar(at)
    : readNode(target, { ...reader, problems: [], aliased: true });
}

function reportDuplicate(second: MapEntry, first: MapEntry, { problems }: Reader): void {
  problems.push({
    code: 'DUPLICATE_KEY',
    message: `the key ${second.key} stands here again; the first one is on line ${first.at.line}`,
    hint: 'Keep one of the two.',
    at: second.at,
  });
}

function isFunctionTag(tag: string | undefined): boolean {
  return tag !== undefined && /^!\w/.test(tag);
}

/** Writes `!Sub x` as `{ 'Fn::Sub': x }`, and splits `!GetAtt A.B` as CloudFormation does. */
function lengthen(tag: string | undefined, tree: Tree): Tree {
  if (tag === undefined || !isFunctionTag(tag)) return tree;
  const name = tag.slice(1);
  const key = name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
  const value = key === 'Fn::GetAtt' ? splitAttribute(tree) : tree;
  return {
    kind: 'map',
    entries: new Map([[key, { key, value, at: tree.at, lastLine: tree.at.line }]]),
    at: tree.at,
  };
}

function splitAttribute(tree: Tree): Tree {
  if (tree.kind !== 'scalar') return tree;
  const dot = tree.text.indexOf('.');
  if (dot < 0) return tree;
  const item = (text: string): ScalarTree => ({
    kind: 'scalar',
    text,
    value: text,
    quoted: true,
    at: tree.at,
  });
  return {
    kind: 'list',
    items: [item(tree.text.slice(0, dot)), item(tree.text.slice(dot + 1))],
    at: tree.at,
  };
}
