import type { Phase, StackBar } from '../../../deploy/report/report-data.ts';
import type { ResourceBar } from '../../../deploy/report/resource-bars.ts';
import { clip, formatSeconds, plural } from '../../format.ts';
import { type Axis, createAxis, LEFT, WIDTH } from './axis.ts';
import { gridLines } from './chart.ts';
import { type Html, html } from './html.ts';
import { stateWord, verbWord } from './words.ts';

const TOP = 26;
const ROW = 18;
const BAR = 9;

/** Draws the resources of each stack over the same time, one stack after the other; what failed stands open. */
export function resourceCharts(phase: Phase): Html {
  const axis = createAxis(phase.seconds);
  const stacks = phase.stacks.filter(({ resources }) => resources.length > 0);
  const few = stacks.reduce((sum, { track }) => sum + track.resources.size, 0) <= 40;
  return html`${stacks.map(stack => resourceChart(stack, axis, few || isWorthALook(stack)))}`;
}

function isWorthALook({ track, resources }: StackBar): boolean {
  return track.state === 'failed' || resources.some(({ failed }) => failed);
}

function resourceChart({ track, resources, critical }: StackBar, axis: Axis, open: boolean): Html {
  const rows = [...new Set(resources.map(({ resource }) => resource.logicalId))];
  const height = TOP + rows.length * ROW + 6;
  const heading = html`<summary><b>${track.key}</b> ${stateWord(track)}, ${plural(rows.length, 'resource')}${critical ? html` <span class="tag">critical path</span>` : undefined}</summary>`;
  return html`<details${open ? html` open` : undefined}>${heading}
<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="When each resource of ${track.key} was worked on">
${gridLines(axis, height)}
${rows.map((logicalId, row) => resourceRow(resources, logicalId, { row, axis }))}
</svg></details>`;
}

function resourceRow(
  bars: readonly ResourceBar[],
  logicalId: string,
  { row, axis }: { readonly row: number; readonly axis: Axis },
): Html {
  const own = bars.filter(({ resource }) => resource.logicalId === logicalId);
  const last = own.at(-1);
  const y = TOP + row * ROW;
  const middle = y + ROW / 2 + 3.5;
  const seconds = own.map(({ from, to }) => formatSeconds(to - from)).join(' + ');
  return html`<g><text class="name small" x="${LEFT - 12}" y="${middle}" text-anchor="end">${clip(logicalId, 26)}<title>${logicalId} ${last?.resource.resourceType}</title></text>${own.map(
    bar =>
      html`<rect class="bar ${resourceClass(bar)}" x="${axis.x(bar.from)}" y="${y + (ROW - BAR) / 2}" width="${Math.max(2, axis.x(bar.to) - axis.x(bar.from))}" height="${BAR}" rx="2"><title>${logicalId}: ${verbWord(bar.verb)}${endWords(bar)}, ${formatSeconds(bar.to - bar.from)}</title></rect>`,
  )}<text class="figure small" x="${axis.x(Math.max(...own.map(({ to }) => to))) + 6}" y="${middle}">${seconds}${own.map(endWords).find(words => words !== '')}</text></g>`;
}

/** A failure is told by a word as well as by its color; so is what was given up because of one. */
function endWords({ failed, cancelled }: ResourceBar): string {
  if (failed) return ', failed';
  return cancelled ? ', given up' : '';
}

function resourceClass({ verb, failed, cancelled, open }: ResourceBar): string {
  if (failed) return 'failing';
  if (cancelled) return 'cancelled';
  return (verb === 'DELETE' ? 'deleting' : 'resource') + (open ? ' open' : '');
}
