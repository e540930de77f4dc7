import { reportKind } from '../yaml/fields.ts';
import type { Problems } from '../yaml/problems.ts';
import type { MapEntry, MapTree } from '../yaml/tree.ts';

// AWS takes 50 tags a stack (2026); two of them are Cloudpool's own.
const most = 48;
const longestKey = 128;
const longestValue = 256;

/** Reads the tags of an environment. Those that AWS or Cloudpool set themselves are refused. */
export function readTags(tree: MapTree | undefined, problems: Problems): ReadonlyMap<string, string> {
  const entries = [...(tree?.entries.values() ?? [])];
  if (entries.length > most) {
    const message = `an environment has at most ${most} tags, got ${entries.length}`;
    problems.push({ code: 'BAD_VALUE', message, at: tree?.at });
  }
  return new Map(entries.flatMap(entry => readTag(entry, problems)));
}

function readTag({ key, value, at }: MapEntry, problems: Problems): [string, string][] {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') {
    reportKind(`the tag ${key}`, 'text', value, problems);
    return [];
  }
  const reserved = /^(aws|cloudpool):/i.exec(key);
  if (reserved !== null) {
    const message = `the tag ${key} is not yours to set: ${reserved[0]} is reserved`;
    problems.push({ code: 'BAD_VALUE', message, at });
  }
  if (key.length > longestKey || value.text.length > longestValue) {
    const message = `the tag ${key.slice(0, 40)} is too long: ${longestKey} characters for the key, ${longestValue} for the value`;
    problems.push({ code: 'BAD_VALUE', message, at });
  }
  return [[key, value.text]];
}
