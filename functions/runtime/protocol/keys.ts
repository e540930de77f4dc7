/** Where a pool's runs lie in the data bucket. `pool` is the stack's name. */
export function runsPrefix(pool: string): string {
  return `runs/${pool}/`;
}

/** Where a pool's loose tasks lie. */
export function loosePrefix(pool: string): string {
  return `loose/${pool}/`;
}

/** The keys of one run's objects, and back. Chunk numbers are padded to `width`, so that key order is chunk order. */
export interface RunKeys {
  /** Everything of the run lies under it; ends with a slash. */
  readonly prefix: string;
  readonly inputs: string;
  readonly chunks: string;
  readonly record: string;
  readonly sent: string;
  readonly stop: string;
  readonly summary: string;
  readonly results: string;
  result(chunk: number): string;
  /** Prefix of all claims and ends of a chunk; ends with a slash. */
  attempts(chunk: number): string;
  claim(chunk: number, attempt: number): string;
  end(chunk: number, attempt: number): string;
  blob(chunk: number, task: number, attempt: number): string;
  /** The chunk of a key under `results`; `undefined` for any other key. */
  chunkOfResult(key: string): number | undefined;
  /** The attempt and the part of a key under `attempts(chunk)`; `undefined` for any other key. */
  attemptOf(key: string): { readonly attempt: number; readonly part: 'claim' | 'end' | 'step' } | undefined;
}

/** Names the objects that a worker needs before it knows the width. */
export function runRecordKey(pool: string, run: string): string {
  return `${runsPrefix(pool)}${run}/run.json`;
}

/** `width`: digits of the highest chunk number, from run.json. */
export function runKeys({ pool, run, width }: { pool: string; run: string; width: number }): RunKeys {
  return keysUnder(`${runsPrefix(pool)}${run}/`, width);
}

/** A loose task is task 0 of chunk 0 under a prefix of its own, without a run.json. */
export function looseKeys({ pool, id }: { pool: string; id: string }): RunKeys {
  return keysUnder(`${loosePrefix(pool)}${id}/`, 1);
}

function keysUnder(prefix: string, width: number): RunKeys {
  const padded = (chunk: number) => String(chunk).padStart(width, '0');
  const results = `${prefix}results/`;
  const attempts = (chunk: number) => `${prefix}attempts/${padded(chunk)}/`;
  return {
    prefix,
    inputs: `${prefix}inputs.jsonl`,
    chunks: `${prefix}chunks.bin`,
    record: `${prefix}run.json`,
    sent: `${prefix}sent.json`,
    stop: `${prefix}stop`,
    summary: `${prefix}summary.json`,
    results,
    result: chunk => `${results}${padded(chunk)}.jsonl`,
    attempts,
    claim: (chunk, attempt) => `${attempts(chunk)}${attempt}`,
    end: (chunk, attempt) => `${attempts(chunk)}${attempt}.end`,
    blob: (chunk, task, attempt) => `${prefix}blobs/${padded(chunk)}/${task}.${attempt}`,
    chunkOfResult: key => numberIn(key, results, /^(\d+)\.jsonl$/),
    attemptOf: key => attemptOf(key, `${prefix}attempts/`),
  };
}

/** Digits that the highest chunk number of a run with `chunks` chunks needs. */
export function widthFor(chunks: number): number {
  return String(Math.max(0, chunks - 1)).length;
}

function numberIn(key: string, prefix: string, pattern: RegExp): number | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const digits = pattern.exec(key.slice(prefix.length))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function attemptOf(key: string, prefix: string): ReturnType<RunKeys['attemptOf']> {
  if (!key.startsWith(prefix)) return undefined;
  const [, digits, suffix] = /^\d+\/(\d+)(\.end|\.\d+)?$/.exec(key.slice(prefix.length)) ?? [];
  if (digits === undefined) return undefined;
  const part = suffix === undefined ? 'claim' : suffix === '.end' ? 'end' : 'step';
  return { attempt: Number(digits), part };
}
