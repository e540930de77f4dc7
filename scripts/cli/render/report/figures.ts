import type { Phase, StackBar } from '../../../deploy/report/report-data.ts';
import { formatSeconds, plural } from '../../format.ts';
import { type Html, html } from './html.ts';

/** The few numbers that say how it went. */
export function figures(phase: Phase): Html {
  const { totals } = phase.timeline;
  const changed = phase.stacks.filter(({ track }) => track.state !== 'unchanged');
  const resources = changed.reduce((sum, { track }) => sum + track.resources.size, 0);
  // Of what nobody watched to its end there is no length to compare with.
  const whole = changed.some(({ track }) => track.state === 'cancelled') ? undefined : totals;
  return html`<dl class="figures">${[
    figure('Took', formatSeconds(totals?.wallSeconds ?? phase.seconds), totals && 'with the planning'),
    whole && figure('CloudFormation', formatSeconds(whole.criticalSeconds), 'the longest chain of stacks'),
    whole && figure('Overhead', formatSeconds(whole.overheadSeconds), 'what Cloudpool itself took'),
    figure('Stacks', counts(changed), unchangedWords(phase)),
    figure('Resources', String(resources), 'created, updated or deleted'),
  ]}</dl>`;
}

/** How it ended, in a word: the worst that happened. */
export function verdict({ timeline, stacks }: Phase): { readonly word: string; readonly good: boolean } {
  const has = (state: string) => stacks.some(({ track }) => track.state === state);
  if (has('failed')) return { word: 'Failed', good: false };
  if (timeline.endedAt === undefined) return { word: 'Cut short', good: false };
  if (has('cancelled')) return { word: 'Interrupted', good: false };
  return { word: 'Done', good: true };
}

function figure(name: string, value: string, note: string | undefined): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd>${note === undefined ? undefined : html`<dd class="quiet">${note}</dd>`}</div>`;
}

function counts(stacks: readonly StackBar[]): string {
  const failed = stacks.filter(({ track }) => track.state === 'failed').length;
  const done = stacks.filter(({ track }) => track.state === 'done').length;
  return failed === 0 && done === stacks.length ? String(done) : `${done} of ${stacks.length}`;
}

function unchangedWords({ stacks }: Phase): string | undefined {
  const unchanged = stacks.filter(({ track }) => track.state === 'unchanged').length;
  const failed = stacks.filter(({ track }) => track.state === 'failed').length;
  const words = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(unchanged === 0 ? [] : [`${plural(unchanged, 'more', 'more')} unchanged`]),
  ];
  return words.length === 0 ? undefined : words.join(', ');
}
