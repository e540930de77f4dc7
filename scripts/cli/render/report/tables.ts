import type { Phase, StackBar } from '../../../deploy/report/report-data.ts';
import { type ResourceBar, slowest } from '../../../deploy/report/resource-bars.ts';
import { formatSeconds } from '../../format.ts';
import { countOf, expectedWords } from '../deploy-words.ts';
import { type Html, html } from './html.ts';
import { stateWord, verbWord, waitReason } from './words.ts';

const SLOWEST = 12;
/** Seconds below which nothing is slow. */
const WORTH_A_LOOK = 0.5;

/** All that the drawing says, as text: what each stack waited for and why, when it began, and how long it took. */
export function stackTable({ stacks }: Phase): Html {
  const changed = stacks.filter(({ track }) => track.state !== 'unchanged');
  return html`<table><caption>Every stack, and what it waited for</caption>
<thead><tr><th scope="col">Stack</th><th scope="col">Result</th><th scope="col" class="number">Began</th><th scope="col" class="number">Took</th><th scope="col" class="number">Expected</th><th scope="col" class="number">Resources</th><th scope="col">Waited for</th></tr></thead>
<tbody>${changed.map(stackLine)}</tbody></table>${unchangedLine(stacks)}`;
}

function unchangedLine(stacks: readonly StackBar[]): Html | undefined {
  const keys = stacks.filter(({ track }) => track.state === 'unchanged').map(({ track }) => track.key);
  return keys.length === 0 ? undefined : html`<p class="quiet">Unchanged: ${keys.join(', ')}.</p>`;
}

function stackLine(stack: StackBar): Html {
  const { track, bar, critical } = stack;
  const { done, all } = countOf(track);
  const bad = track.state === 'failed' ? html` class="bad"` : undefined;
  return html`<tr${bad}><th scope="row">${track.key}${critical ? html` <span class="tag">critical path</span>` : undefined}</th><td>${stateWord(track)}</td><td class="number">${bar === undefined ? '' : formatSeconds(bar.from)}</td><td class="number">${bar === undefined ? '' : formatSeconds(bar.to - bar.from)}</td><td class="number">${track.expected === undefined ? '' : expectedWords(track.expected)}</td><td class="number">${all === 0 ? '' : `${done}/${all}`}</td><td>${waits(stack)}</td></tr>`;
}

/** The producer that ended last is the one that counted. */
function waits({ track, waitedFor }: StackBar): Html {
  const keys = [...new Set([...track.after, ...track.waits.map(({ key }) => key)])];
  return html`${keys.map(key => {
    const reasons = track.waits.filter(wait => wait.key === key).map(waitReason);
    const name = key === waitedFor ? html`<b>${key}</b>` : html`${key}`;
    return html`<div>${name}${reasons.length === 0 ? undefined : html` <span class="quiet">${reasons.join('; ')}</span>`}</div>`;
  })}`;
}

/** The resources that took longest, of all stacks. */
export function slowestTable({ stacks }: Phase): Html | undefined {
  const bars = slowest(
    stacks.flatMap(({ resources }) => resources),
    SLOWEST,
  );
  const most = (bars[0]?.to ?? 0) - (bars[0]?.from ?? 0);
  if (most < WORTH_A_LOOK) return undefined;
  return html`<section><h2>Slowest resources</h2><table><caption class="hidden">The resources that took longest</caption>
<thead><tr><th scope="col">Resource</th><th scope="col">Type</th><th scope="col">Stack</th><th scope="col">What</th><th scope="col" class="number">Took</th><th scope="col" class="share"><span class="hidden">Share</span></th></tr></thead>
<tbody>${bars.map(bar => slowLine(bar, most))}</tbody></table></section>`;
}

function slowLine({ resource, stack, verb, from, to, failed }: ResourceBar, most: number): Html {
  const share = Math.round(((to - from) / most) * 100);
  const bad = failed ? html` class="bad"` : undefined;
  return html`<tr${bad}><th scope="row">${resource.logicalId}</th><td class="quiet">${resource.resourceType}</td><td>${stack}</td><td>${verbWord(verb)}${failed ? ', failed' : ''}</td><td class="number">${formatSeconds(to - from)}</td><td class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="bar ${failed ? 'failing' : 'resource'}" width="${share}" height="8"/></svg></td></tr>`;
}
