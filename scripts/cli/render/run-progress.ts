import type { TaskFailure } from '../../../functions/runtime/protocol/outcome.ts';
import type { RunEvent, RunProgress } from '../../pool/events.ts';

/** Everything that the board of a run shows. Times in milliseconds since the epoch. */
export interface RunPicture {
  readonly pool?: string;
  readonly run?: string;
  readonly phase: 'preparing' | 'sending' | 'following' | 'ended' | 'detached';
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly sent: number;
  readonly counts: RunProgress;
  /** The run's own containers; `undefined`: it started none. */
  readonly containers?: { readonly up: number; readonly working: number };
  /** The youngest failures, the newest last. */
  readonly failures: readonly { readonly task: number; readonly error: TaskFailure }[];
  /** Tasks done over the last seconds: what the rate is computed from. */
  readonly samples: readonly { readonly at: number; readonly done: number }[];
}

const noCounts: RunProgress = { tasks: 0, done: 0, failed: 0, chunks: 0, chunksDone: 0 };
export const noRunPicture: RunPicture = {
  phase: 'preparing',
  sent: 0,
  counts: noCounts,
  failures: [],
  samples: [],
};

const SHOWN_FAILURES = 3;
/** The rate is the mean of this window: short enough to follow a ramp, long enough not to flicker. */
const WINDOW_MS = 5_000;

/** Takes one event into the picture. */
export function nextRunPicture(picture: RunPicture, event: RunEvent): RunPicture {
  switch (event.type) {
    case 'preflight':
      return { ...picture, pool: event.pool, startedAt: picture.startedAt ?? event.at };
    case 'run-created': {
      const counts = { ...noCounts, tasks: event.tasks, chunks: event.chunks };
      const { run, pool } = event;
      return { ...picture, run, pool, counts, phase: 'sending', startedAt: picture.startedAt ?? event.at };
    }
    case 'sent':
      return { ...picture, sent: event.chunks };
    case 'safe-to-leave':
      return { ...picture, run: event.run, phase: 'following', startedAt: picture.startedAt ?? event.at };
    case 'containers':
      return { ...picture, containers: { up: event.up, working: event.working } };
    case 'outcome':
      return event.outcome.ok ? picture : withFailure(picture, event.outcome);
    case 'progress':
      return { ...withCounts(picture, event.progress, event.at), startedAt: picture.startedAt ?? event.at };
    case 'run-ended':
      return { ...withCounts(picture, event.progress, event.at), phase: 'ended', endedAt: event.at };
    case 'detached':
      return { ...picture, phase: 'detached', endedAt: event.at };
    default:
      return picture;
  }
}

/** Tasks a second over the last seconds; over the whole run once it has ended. `undefined`: too early to say. */
export function rateOf(picture: RunPicture): number | undefined {
  const { samples, phase, startedAt, endedAt, counts } = picture;
  if (phase === 'ended' && startedAt !== undefined && endedAt !== undefined && endedAt > startedAt) {
    return counts.done / ((endedAt - startedAt) / 1000);
  }
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.at - first.at < 200) return undefined;
  return (last.done - first.done) / ((last.at - first.at) / 1000);
}

function withFailure(picture: RunPicture, failure: RunPicture['failures'][number]): RunPicture {
  return { ...picture, failures: [...picture.failures, failure].slice(-SHOWN_FAILURES) };
}

function withCounts(picture: RunPicture, counts: RunProgress, at: number): RunPicture {
  const recent = picture.samples.filter(sample => at - sample.at <= WINDOW_MS);
  const samples = recent.length > 0 ? recent : picture.samples.slice(-1);
  return { ...picture, counts, samples: [...samples, { at, done: counts.done }] };
}
