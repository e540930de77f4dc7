import type { PlanMark } from '../../deploy/events.ts';
import { wrap } from '../format.ts';
import type { Style } from '../style.ts';

interface MarkOptions {
  readonly style: Style;
  readonly width: number;
}

/** Draws what deserves a second look, the worst first. */
export function renderMarks(marks: readonly PlanMark[], { style, width }: MarkOptions): string[] {
  return KINDS.flatMap(({ kind, word, paint }) =>
    marks
      .filter(mark => mark.kind === kind)
      .flatMap(({ text }) => wrap(`! ${word}: ${text}`, width - 4).map(line => `    ${style[paint](line)}`)),
  );
}

/** Says that a stack stands which nobody updates any more. */
export function orphanLines(name: string, { style, width }: MarkOptions): string[] {
  const text = `! orphan: ${name} belongs to this environment, but its file names it no more.`;
  return wrap(text, width).map(line => style.warn(line));
}

const KINDS = [
  { kind: 'loses-data', word: 'loses data', paint: 'bad' },
  { kind: 'more-rights', word: 'rights', paint: 'warn' },
  { kind: 'known-later', word: 'known later', paint: 'dim' },
] as const satisfies readonly {
  readonly kind: PlanMark['kind'];
  readonly word: string;
  readonly paint: 'bad' | 'warn' | 'dim';
}[];
