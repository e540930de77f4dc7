import type { StackStatus } from '../../deploy/status.ts';
import type { QueueLook } from '../../pool/look/look-at-pool.ts';
import { formatCount, formatMoment, plural } from '../format.ts';
import type { Style } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';

/** Draws one row a stack: how it stands, since when, its messages if it is a pool, and what is special. */
export function renderStatus(
  rows: readonly { readonly stack: StackStatus; readonly queue?: QueueLook | undefined }[],
  style: Style,
  width: number,
): string[] {
  return renderTable(
    rows.map(({ stack, queue }) => row(stack, queue, style)),
    width,
  );
}

function row(stack: StackStatus, queue: QueueLook | undefined, style: Style): Cell[] {
  const { key, status: state, updated, reason = '' } = stack;
  const notes = [stack.ours ? '' : 'not ours', stack.terminationProtection ? 'protected' : '', reason];
  return [
    { text: key, paint: style.bold },
    { text: state === 'ABSENT' ? 'not deployed' : state, paint: paintOf(state, style) },
    { text: updated === undefined ? '' : formatMoment(updated), paint: style.dim },
    { text: queue === undefined ? '' : queueText(queue), paint: queue?.deadLetters ? style.bad : style.dim },
    { text: notes.filter(note => note !== '').join('; ') },
  ];
}

/** Writes the messages of a pool: `no messages`, or `3 waiting, 1 in flight, 2 dead letters` without what is zero. */
export function queueText({ waiting, inFlight, deadLetters }: QueueLook): string {
  const parts = [
    waiting === 0 ? '' : `${formatCount(waiting)} waiting`,
    inFlight === 0 ? '' : `${formatCount(inFlight)} in flight`,
    deadLetters === 0 ? '' : plural(deadLetters, 'dead letter'),
  ].filter(part => part !== '');
  return parts.length === 0 ? 'no messages' : parts.join(', ');
}

function paintOf(state: string, style: Style): Style['good'] {
  if (state === 'ABSENT') return style.dim;
  if (state.includes('ROLLBACK') || state.includes('FAILED')) return style.bad;
  return state.endsWith('_IN_PROGRESS') ? style.accent : style.good;
}
