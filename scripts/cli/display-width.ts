import { createRequire } from 'node:module';
import { stripVTControlCharacters } from 'node:util';

/**
 * The columns that a text takes on a terminal, colours not counted. The tables of all scripts, which take a tenth of a
 * second to load, are asked only for what is not plain: letters, and the signs that Cloudpool draws with.
 */
export function displayWidth(text: string): number {
  const visible = stripVTControlCharacters(text);
  return NARROW.test(visible) ? visible.length : exactWidth()(visible);
}

/** Latin letters, dashes and quotes, arrows, boxes and blocks, ticks and crosses, braille: one column each. */
const NARROW = /^[ -~¡-¬®-ÿ‐-‧←-⇿─-▟■-◼✓-✘⠀-⣿]*$/;

let loaded: ((text: string) => number) | undefined;

function exactWidth(): (text: string) => number {
  loaded ??= (createRequire(import.meta.url)('string-width') as typeof import('string-width')).default;
  return loaded;
}
