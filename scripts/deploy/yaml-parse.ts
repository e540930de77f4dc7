import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml';
import type { Position } from '../errors.ts';
import type { Problems } from './problems.ts';
import { readPlainScalar } from './yaml-scalar.ts';
import type { MapEntry, MapTree, ScalarTree, Tree } from './yaml-tree.ts';

/**
 * Parses YAML or JSON into a tree with positions. Short-form tags become long. Syntax errors, aliases, merge keys,
 * duplicate keys and further documents are added to `problems`; the tree is what could be read, or nothing.
 */
export function parseYaml(file: string, text: string, problems: Problems): Tree | undefined {
  const lines = new LineCounter();
  const document = parseDocument(spacesForTabsInJson(text), {
    schema: 'failsafe',
    version: '1.1',
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: false,
    logLevel: 'error',
  });
  const reader: Reader = { file, problems, locate: offset => locate(file, lines, offset) };
  reportSyntax(document, reader);
  return document.contents === null ? undefined : readNode(document.contents, reader);
}

interface Reader {
  readonly file: string;
  readonly problems: Problems;
  readonly locate: (offset: number) => Position;
}

// JSON may be indented with tabs, YAML may not. One space a tab keeps every column.
function spacesForTabsInJson(text: string): string {
  return /^\s*[{[]/.test(text) ? text.replaceAll('\t', ' ') : text;
}

function locate(file: string, lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function reportSyntax(document: Document, { problems, locate }: Reader): void {
  for (const error of document.errors) {
    const tab = error.code === 'TAB_AS_INDENT';
    problems.push({
      code: tab ? 'TAB' : error.code === 'MULTIPLE_DOCS' ? 'SECOND_DOCUMENT' : 'YAML_SYNTAX',
      message: tab ? 'a tab indents this line; YAML wants spaces' : `not YAML: ${error.message}`,
      hint: tab ? 'Replace the tab with spaces.' : undefined,
      at: locate(error.pos[0]),
    });
  }
}

function readNode(node: Node | null, reader: Reader): Tree {
  const at = reader.locate(node?.range?.[0] ?? 0);
  if (isAlias(node)) return reportAlias(node.source, at, reader);
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
  if (node === null || !isScalar(node)) return emptyScalar(at);
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
  if (!isScalar(key)) {
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

function reportAlias(name: string, at: Position, { problems }: Reader): Tree {
  problems.push({
    code: 'ALIAS',
    message: `CloudFormation does not read aliases (*${name})`,
    hint: writeOut,
    at,
  });
  return emptyScalar(at);
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
