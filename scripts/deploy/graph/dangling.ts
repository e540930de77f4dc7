import { showText, type Unknown } from '../values/values.ts';
import { nearest, type Problems, suggest } from '../yaml/problems.ts';
import type { EdgeSource } from './edges.ts';
import type { Export } from './exports.ts';
import type { StackSource } from './graph.ts';
import type { Import } from './imports.ts';

/** Refuses an import whose name cannot be worked out. `after:` in the file says that somebody has thought of the order. */
export function reportUnknownName(why: Unknown, found: Import, stack: StackSource, problems: Problems): void {
  if (stack.entry.after.length > 0 || why.reported) return;
  problems.push({
    code: 'IMPORT_NAME_UNKNOWN',
    message: `the stack ${stack.key} imports a name that is not known offline: ${why.why}`,
    hint: `Build the name from parameters, or write after: into the stack ${stack.key}.`,
    at: found.at,
  });
}

/** Refuses an import of an export that a false condition keeps away. */
export function reportAbsent(target: Export, found: Import, stack: StackSource, problems: Problems): void {
  problems.push({
    code: 'EXPORT_ABSENT',
    message: `the stack ${stack.key} imports ${showText(target.name)}, which the stack ${target.stack} exports only under the condition ${target.absent}, and that is false here`,
    hint: `Change the parameters of ${target.stack} so that ${target.absent} is true, or those of ${stack.key} so that it does not import it.`,
    at: found.at,
  });
}

interface Dangling {
  readonly found: Import;
  readonly stack: StackSource;
  readonly source: EdgeSource;
}

/** Refuses an import of something that nobody here exports, unless it is said to be other people's. */
export function reportDangling(name: string, { found, stack, source }: Dangling, problems: Problems): void {
  const { environment, stacks, exports } = source;
  if (environment.external.includes(name) || isPerhapsThere(name, stack, source)) return;
  const certainty = found.may === undefined ? '' : ` (if its condition holds: ${found.may.why})`;
  const owner = [...environment.leftOut].find(([key]) => name.startsWith(`${environment.prefix}-${key}-`));
  const near = nearest(name, [...exports.keys(), ...environment.external]);
  problems.push({
    code: 'DANGLING_IMPORT',
    message:
      `the stack ${stack.key} imports ${showText(name)}, which no stack here exports${certainty}` +
      (owner ? `; ${owner[0]} is left out: ${owner[1]}` : ''),
    hint: near === undefined ? hintFor(name, source, stacks) : `Did you mean ${showText(near)}?`,
    at: found.at,
  });
}

// A stack that cannot be read, or that a macro writes, may well export it.
function isPerhapsThere(name: string, stack: StackSource, { environment, stacks }: EdgeSource): boolean {
  const unread = [...environment.stacks.values()].filter(entry => !stacks.has(entry.key));
  const opaque = stack.entry.after.filter(key => stacks.get(key)?.template.opaque);
  return opaque.length > 0 || unread.some(entry => name.startsWith(entry.stackName));
}

function hintFor(name: string, { exports }: EdgeSource, stacks: ReadonlyMap<string, StackSource>): string {
  const owner = [...stacks.values()].find(({ entry }) => name.startsWith(`${entry.stackName}-`));
  const offered = [...exports.values()]
    .filter(found => found.stack === owner?.key)
    .map(found => showText(found.name));
  if (owner !== undefined && offered.length > 0)
    return `The stack ${owner.key} exports: ${suggest(name, offered)}`;
  return 'If somebody else owns it, list it under external.';
}
