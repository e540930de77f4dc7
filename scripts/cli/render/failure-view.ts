import type { FailureCard } from '../../deploy/events.ts';
import { formatPosition } from '../../errors.ts';
import { wrap } from '../format.ts';
import type { Style } from '../style.ts';

/** Draws the card of a failed stack: the root cause, the lines of the template it comes from, and what to do next. */
export function renderFailure(
  card: FailureCard,
  { style, width }: { readonly style: Style; readonly width: number },
): string[] {
  const edge = style.bad('│');
  const body = [
    ...resourceLine(card, style),
    ...wrap(card.reason, Math.max(20, width - 4)),
    ...source(card, style),
    ...(card.consoleUrl === undefined ? [] : ['', style.dim(card.consoleUrl)]),
    '',
    `Next: ${style.bold(card.suggestion)}`,
  ];
  const head = `${style.bad('✗')} ${style.bold(card.key)} ${style.bad(card.status)} ${style.dim(card.stackName)}`;
  return [head, ...body.map(line => `${edge} ${line}`.trimEnd())];
}

function resourceLine({ logicalId, resourceType }: FailureCard, style: Style): string[] {
  if (logicalId === undefined) return [];
  return [`${style.bold(logicalId)}${resourceType === undefined ? '' : style.dim(` ${resourceType}`)}`];
}

function source({ at, frame }: FailureCard, style: Style): string[] {
  if (at === undefined) return [];
  return ['', style.accent(formatPosition(at)), ...(frame === undefined ? [] : frame.trimEnd().split('\n'))];
}
