import type { FailureCard } from '../../deploy/events.ts';
import { formatPosition } from '../../errors.ts';
import { clip, plural, wrap } from '../format.ts';
import type { Style } from '../style.ts';

interface FailureViewOptions {
  readonly style: Style;
  readonly width: number;
}

/** Draws the card of a failed stack: the root cause, the lines of the template it comes from, and what to do next. */
export function renderFailure(card: FailureCard, options: FailureViewOptions): string[] {
  const { style } = options;
  const edge = style.bad('│');
  const room = Math.max(20, options.width - 2);
  const body = [
    ...resourceLines(card, style, room),
    ...wrap(card.reason, room),
    ...saidBy(card, style, room),
    ...ownWords(card, style, room),
    ...remains(card, room),
    ...source(card, style, room),
    // Links and commands are copied: they stand in one piece, however narrow the terminal is.
    ...(card.consoleUrl === undefined ? [] : ['', style.dim(card.consoleUrl)]),
    '',
    ...next(card.suggestion, style, room),
  ];
  const head = `${style.bad('✗')} ${style.bold(card.key)} ${style.bad(card.status)} ${style.dim(card.stackName)}`;
  return [head, ...body.map(line => `${edge} ${line}`.trimEnd())];
}

function resourceLines(
  { title, path = [], logicalId, resourceType = '' }: FailureCard,
  style: Style,
  room: number,
): string[] {
  const what = [...path, ...(logicalId === undefined ? [] : [logicalId])].join(' › ');
  const resource = what === '' ? [] : [`${style.bold(what)} ${style.dim(resourceType)}`.trimEnd()];
  return [...(title === undefined ? [] : [style.bad(clip(title, room))]), ...resource];
}

function saidBy({ service, requestId }: FailureCard, style: Style, room: number): string[] {
  const request = requestId === undefined ? undefined : `request ${requestId}`;
  const parts = [service, request].filter(part => part !== undefined);
  return parts.length === 0 ? [] : wrap(`(${parts.join(', ')})`, room).map(style.dim);
}

function ownWords({ said = [] }: FailureCard, style: Style, room: number): string[] {
  if (said.length === 0) return [];
  return ['', 'It said:', ...said.flatMap(line => wrap(line, room - 2).map(part => style.warn(`  ${part}`)))];
}

/** How many of the things that remain are named. */
const MOST_REMAINS = 10;

function remains({ remains: things = [] }: FailureCard, room: number): string[] {
  if (things.length === 0) return [];
  const shown = things.slice(0, MOST_REMAINS).map(thing => clip(`  ${thing}`, room));
  const rest = things.length - shown.length;
  return [
    '',
    `${plural(things.length, 'resource')} still there:`,
    ...shown,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

function source({ at, frame = '' }: FailureCard, style: Style, room: number): string[] {
  if (at === undefined) return [];
  const lines = frame === '' ? [] : frame.trimEnd().split('\n');
  return ['', style.accent(formatPosition(at)), ...lines.map(line => clip(line, room))];
}

function next(suggestion: string, style: Style, room: number): string[] {
  const [, words, command] = /^(.*?:) ((?:npx|aws) .*)$/s.exec(suggestion) ?? [];
  if (words === undefined || command === undefined) {
    return isCommand(suggestion) ? [`Next: ${style.bold(suggestion)}`] : indented(suggestion, room);
  }
  return [...indented(words, room), `      ${style.bold(command)}`];
}

function isCommand(text: string): boolean {
  return /^(?:npx|aws) /.test(text);
}

function indented(text: string, room: number): string[] {
  return wrap(text, room - 6).map((line, index) => (index === 0 ? 'Next: ' : '      ') + line);
}
