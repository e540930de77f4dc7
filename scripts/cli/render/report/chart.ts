import type { Phase, StackBar } from '../../../deploy/report/report-data.ts';
import { clip, formatElapsed, formatSeconds } from '../../format.ts';
import { type Axis, createAxis, LEFT, WIDTH } from './axis.ts';
import { type Html, html } from './html.ts';
import { stateWord } from './words.ts';

const TOP = 26;
const ROW = 26;
const BAR = 16;

/** Draws the stacks over time, with an arrow from each to the one that waited for it. */
export function stackChart(phase: Phase): Html {
  const axis = createAxis(phase.seconds);
  const shown = phase.stacks.filter(({ track }) => track.state !== 'unchanged');
  const rows = new Map(shown.map(({ track }, index) => [track.key, index]));
  const height = TOP + shown.length * ROW + 8;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="When each stack was worked on; the same as text is in the table below">
<defs>
<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="failed"/><line x1="0" y1="0" x2="0" y2="6" class="stripe"/></pattern>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="tip"/></marker>
<marker id="critical-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" class="critical-tip"/></marker>
</defs>
${gridLines(axis, height)}
${shown.map((stack, row) => arrow(stack, row, { axis, shown, rows }))}
${shown.map((stack, row) => stackRow(stack, row, axis))}
</svg>`;
}

/** Marks round moments. */
export function gridLines({ x, ticks }: Axis, height: number): Html {
  return html`<g class="grid">${ticks.map(
    at =>
      html`<line x1="${x(at)}" y1="20" x2="${x(at)}" y2="${height}"/><text x="${x(at)}" y="13" text-anchor="middle">${formatElapsed(at)}</text>`,
  )}</g>`;
}

function stackRow(stack: StackBar, row: number, axis: Axis): Html {
  const { track, bar, critical } = stack;
  const y = TOP + row * ROW;
  const middle = y + ROW / 2;
  const label = html`<text class="name${critical ? ' strong' : ''}" x="${LEFT - 12}" y="${middle + 4}" text-anchor="end">${clip(track.key, 21)}<title>${track.key}</title></text>`;
  const word = stateWord(track);
  if (bar === undefined) {
    return html`<g>${label}<text class="quiet" x="${LEFT + 6}" y="${middle + 4}">${word}</text></g>`;
  }
  const [from, to] = [axis.x(bar.from), axis.x(bar.to)];
  const seconds = formatSeconds(bar.to - bar.from);
  const figure = bar.open || track.state !== 'done' ? `${seconds}, ${word}` : seconds;
  return html`<g>${label}${
    from - LEFT > 4
      ? html`<line class="wait" x1="${LEFT}" y1="${middle}" x2="${from}" y2="${middle}"/>`
      : undefined
  }<rect class="bar ${barClass(stack)}" x="${from}" y="${y + (ROW - BAR) / 2}" width="${Math.max(3, to - from)}" height="${BAR}" rx="3"><title>${track.key}: ${word}, from ${formatSeconds(bar.from)} to ${formatSeconds(bar.to)}</title></rect><text class="figure" x="${to + 7}" y="${middle + 4}">${figure}</text></g>`;
}

function barClass({ track, critical, bar }: StackBar): string {
  if (track.state === 'failed') return 'failing';
  if (track.state === 'cancelled') return 'cancelled';
  const open = bar?.open ? ' open' : '';
  return (critical ? 'critical' : 'done') + open;
}

/** From the end of the producer that ended last to the beginning of who waited for it. */
function arrow(
  { track, bar, critical, waitedFor }: StackBar,
  row: number,
  chart: {
    readonly axis: Axis;
    readonly shown: readonly StackBar[];
    readonly rows: ReadonlyMap<string, number>;
  },
): Html | undefined {
  const from = waitedFor === undefined ? undefined : chart.rows.get(waitedFor);
  const producer = from === undefined ? undefined : chart.shown[from];
  if (bar === undefined || from === undefined || producer?.bar === undefined) return undefined;
  const heavy = critical && producer.critical;
  const [startX, endX] = [chart.axis.x(producer.bar.to), chart.axis.x(bar.from)];
  const down = from < row;
  const startY = TOP + from * ROW + ROW / 2 + (down ? BAR / 2 : -BAR / 2);
  const endY = TOP + row * ROW + ROW / 2;
  // Down inside the producer's end, then across into the consumer's beginning.
  const x = Math.min(startX, endX) - 5;
  return html`<path class="arrow${heavy ? ' heavy' : ''}" d="M${x} ${startY}V${endY}H${Math.max(endX - 1, x + 4)}" marker-end="url(#${heavy ? 'critical-tip' : 'tip'})"><title>${track.key} waited for ${producer.track.key}</title></path>`;
}
