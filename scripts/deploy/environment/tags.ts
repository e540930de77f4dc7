import { reportKind } from '../yaml/fields.ts';
import type { Problems } from '../yaml/problems.ts';
import type { MapEntry, MapTree } from '../yaml/tree.ts';
import { environmentFields } from './fields.ts';

const { keys: keyRule, most } = environmentFields.tags;
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
  if (!keyRule.pattern.test(key)) {
    const message = `the tag ${key} is not yours to set: ${key.slice(0, key.indexOf(':') + 1)} is reserved`;
    problems.push({ code: 'BAD_VALUE', message, at });
  }
  if (key.length > longestKey || value.text.length > longestValue) {
    const message = `the tag ${key.slice(0, 40)} is too long: ${longestKey} characters for the key, ${longestValue} for the value`;
    problems.push({ code: 'BAD_VALUE', message, at });
  }
  return [[key, value.text]];
}
