import type { DeployEvent } from '../../../deploy/events.ts';
import { type Phase, readPhases } from '../../../deploy/report/report-data.ts';
import { formatMoment } from '../../format.ts';
import { version } from '../../version.ts';
import { stackChart } from './chart.ts';
import { failureCards } from './failures.ts';
import { figures, verdict } from './figures.ts';
import { Html, html } from './html.ts';
import { resourceCharts } from './resource-chart.ts';
import { STYLE } from './style.ts';
import { slowestTable, stackTable } from './tables.ts';

/** How a report of ours is told from any other file. */
export const REPORT_MARK = '<meta name="generator" content="cloudpool deploy --report">';

/**
 * Writes the report of a deploy: one HTML file that needs nothing else, made of its events alone. Of a deploy that was cut
 * short it shows what there is, and says so. `undefined`: nothing was ever begun.
 */
export function reportPage(events: readonly DeployEvent[], title: string): string | undefined {
  const phases = readPhases(events);
  const last = phases.at(-1);
  if (last === undefined) return undefined;
  const { word, good } = verdict(last);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';style-src 'unsafe-inline'">
${new Html(REPORT_MARK)}
<title>${title}</title><style>${STYLE}</style></head><body>
<header><h1>${title} <span class="verdict${good ? '' : ' bad'}">${word}</span></h1><p>${formatMoment(phases[0]?.startedAt ?? last.startedAt)}</p></header>
<main>${body(phases, last)}</main>
<footer>Written by Cloudpool ${version()}. Times of stacks and resources are CloudFormation's own.</footer>
</body></html>
`.text;
}

/** Figures and failures first, then the pictures in the order in which things happened. */
function body(phases: readonly Phase[], last: Phase): Html {
  const followed = phases
    .filter(phase => phase !== last)
    .map(
      phase =>
        html`<section><h2>Followed first</h2><p class="note">These stacks were busy when the command began: it attached to them and planned when they ended.</p>${picture(phase)}</section>`,
    );
  const resources = last.stacks.some(stack => stack.resources.length > 0)
    ? html`<section><h2>Resources</h2><div class="sheet">${resourceCharts(last)}</div></section>`
    : undefined;
  return html`${figures(last)}${partial(last)}${failureCards(last)}${followed}<section><h2>When</h2>${picture(last)}</section>${slowestTable(last)}${resources}${notes(phases)}`;
}

/** The stacks over time, and the same as text. */
function picture(phase: Phase): Html {
  return html`<div class="sheet">${stackChart(phase)}${legend()}</div><div class="scroll">${stackTable(phase)}</div>`;
}

/** What is missing, and why. */
function partial({ timeline, stacks, attached }: Phase): Html | undefined {
  const missing = [
    ...(timeline.endedAt === undefined
      ? ['The deploy was cut short: this shows what was known until then.']
      : []),
    ...(stacks.some(({ track }) => track.state === 'cancelled')
      ? ['It was interrupted: of stacks that CloudFormation goes on with, the end is not known here.']
      : []),
    ...(attached ? ['These stacks were followed only; they had begun before.'] : []),
  ];
  return missing.length === 0 ? undefined : html`<p class="note">${missing.join(' ')}</p>`;
}

function legend(): Html {
  const items = [
    ['done', 'a stack at work'],
    ['critical', 'on the critical path'],
    ['failing', 'failed'],
  ] as const;
  return html`<ul class="legend">${items.map(([name, words]) => html`<li><svg viewBox="0 0 18 10" aria-hidden="true"><rect class="bar ${name}" width="18" height="10" rx="2"/></svg>${words}</li>`)}<li>An arrow leads from the stack that was waited for.</li></ul>`;
}

function notes(phases: readonly Phase[]): Html | undefined {
  const messages = phases.flatMap(({ timeline }) => timeline.notices);
  if (messages.length === 0) return undefined;
  return html`<section><h2>Notes</h2><ul>${messages.map(message => html`<li>${message}</li>`)}</ul></section>`;
}
