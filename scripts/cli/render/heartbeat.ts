import { currentStep } from '../../deploy/report/resource-track.ts';
import type { StackTrack, Timeline } from '../../deploy/report/timeline.ts';
import { formatElapsed } from '../format.ts';

/** Milliseconds of silence after which a log says that work goes on: build servers end what is silent for minutes. */
export const SILENCE = 60_000;

/** Says what goes on, for a log that would be silent: each stack at work, with the resource it is at and for how long. */
export function heartbeatWords({ stacks }: Timeline, now: number): string | undefined {
  const active = [...stacks.values()].filter(({ state }) => state === 'active');
  return active.length === 0
    ? undefined
    : `at work: ${active.map(stack => workWords(stack, now)).join(', ')}`;
}

function workWords({ key, resources }: StackTrack, now: number): string {
  const [longest] = [...resources.values()]
    .flatMap(resource => {
      const step = currentStep(resource);
      return step === undefined ? [] : [{ ...resource, since: step.startedAt }];
    })
    .toSorted((a, b) => a.since - b.since);
  return longest === undefined
    ? key
    : `${key} (${longest.logicalId} ${formatElapsed((now - longest.since) / 1000)})`;
}
