/** One line of a worker's log: what it did, what a task logged, or anything else that was printed. */
export interface WorkerEvent {
  /** `printed`: no event of the worker itself. */
  readonly event: string;
  readonly [field: string]: unknown;
}

/** Reads one line of a worker's log. */
export function readWorkerLine(line: string): WorkerEvent {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
      if ('event' in entry && typeof entry.event === 'string') return entry as WorkerEvent;
      if ('message' in entry && 'task' in entry) return { event: 'task-log', ...entry };
    }
  } catch {
    // Whatever a function prints.
  }
  return { event: 'printed', line };
}

/** Writes an event for people, as no or one line. */
export function workerLines(event: WorkerEvent): string[] {
  const { run, chunk, attempt, error } = event;
  switch (event.event) {
    case 'started':
      return [startedLine(event)];
    case 'result':
      return [`${run}: chunk ${chunk} done${attempt === 1 ? '' : `, attempt ${attempt}`}`];
    case 'result-of-another':
      return [`${run}: chunk ${chunk} was done by another worker`];
    case 'give-back':
      return [`${run}: chunk ${chunk} given back (${event.reason})`];
    case 'draining':
      return [`Takes no more messages; what is not done in ${event.graceSeconds} s is given back.`];
    case 'leaving':
      return [`The worker left ${event.reason === 'idle' ? 'because it found nothing to do' : 'as asked'}.`];
    case 'task-log':
      return [`${run} task ${event.task}: ${event.message}`];
    case 'printed':
      return [String(event.line)];
    default:
      return [`note: ${event.event}${error === undefined ? '' : `: ${String(error).split('\n')[0]}`}`];
  }
}

function startedLine({ pool, process, slots, threads, kind }: WorkerEvent): string {
  const chunks = slots === 1 ? '1 chunk' : `${slots} chunks`;
  const each = kind === 'cpu' ? ` on ${threads === 1 ? '1 thread' : `${threads} threads`}` : '';
  return `Process ${process} works for ${pool}: ${chunks} at once${each}. Ctrl-C ends it.`;
}
