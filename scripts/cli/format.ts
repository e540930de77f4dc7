import { displayWidth } from './display-width.ts';

/** Writes a whole number with thousands apart: `12,154`. Without `Intl`, whose tables take 10 ms to load. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Writes a count with its noun: `1 task`, `589 tasks`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Writes a duration as people read it: `0.42 s`, `12.3 s`, `2 min 05 s`, `1 h 04 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

/** Writes how long something has gone on, in whole seconds: `0 s`, `41 s`, `2 min 05 s`. */
export function formatElapsed(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return whole < 60 ? `${whole} s` : formatSeconds(whole);
}

/** Writes a guessed duration as roughly as it is known: `5 s`, `40 s`, `3 min`, `1 h 10 min`. */
export function formatRough(seconds: number): string {
  if (seconds < 9.5) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 57.5) return `${Math.round(seconds / 5) * 5} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const tens = Math.round(minutes / 10);
  const rest = tens % 6;
  return rest === 0 ? `${tens / 6} h` : `${Math.floor(tens / 6)} h ${rest}0 min`;
}

/** Writes a moment of something that goes on, as a log does: `0:41`, `12:05`, `1:04:09`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    twoDigits(whole % 60),
  ];
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${twoDigits(minutes)}:${rest}`;
}

/** Writes a rate with as many digits as say something: `0.4`, `41`, `1,250`. */
export function formatRate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : formatCount(perSecond);
}

/** Writes a size in binary units: `812 B`, `4.2 KiB`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const step = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toFixed(1)} ${units[step - 1]}`;
}

/** Writes US dollars: `$0.000021`, `$0.40`, `$12.00`. Two digits that say something below a cent. */
export function formatDollars(dollars: number): string {
  if (dollars <= 0 || dollars >= 0.01) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toFixed(1 - Math.floor(Math.log10(dollars)))}`;
}

/** Writes a moment (milliseconds since the epoch) to the minute: `2026-11-25 00:42 UTC`. */
export function formatMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Cuts a text to `width` columns, with an ellipsis where something is lost, and folds line breaks into spaces. */
export function clip(text: string, width: number): string {
  const line = text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  if (displayWidth(line) <= width) return line;
  let kept = '';
  let used = 0;
  for (const character of line) {
    used += displayWidth(character);
    if (used > width - 1) break;
    kept += character;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** Fills a text with spaces up to `width` columns. */
export function padTo(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'right' ? text + spaces : spaces + text;
}

/** Breaks a text at its spaces into lines of at most `width` columns. A longer word keeps a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r?\n/)) lines.push(...wrapParagraph(paragraph, width));
  return lines;
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
