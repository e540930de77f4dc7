import { ask, type OpenRun, type RunPorts } from '../ports.ts';

/** Results per LIST: S3's page. */
const PAGE = 1_000;
const LISTS_AT_ONCE = 8;

/**
 * Knows which results exist. Each look lists only the ranges of 1,000 chunks in which some are still open, from the
 * first open one on. Keeps one byte a chunk.
 */
export class ResultScan {
  found = 0;
  readonly #ports: RunPorts;
  readonly #run: OpenRun;
  readonly #isFound: Uint8Array;

  constructor(ports: RunPorts, run: OpenRun) {
    this.#ports = ports;
    this.#run = run;
    this.#isFound = new Uint8Array(run.index.chunks);
  }

  has(chunk: number): boolean {
    return this.#isFound[chunk] === 1;
  }

  /** The first chunk from `from` on without a result; the number of chunks when there is none. */
  firstOpen(from = 0): number {
    const open = this.#isFound.indexOf(0, from);
    return open === -1 ? this.#isFound.length : open;
  }

  /** Every chunk without a result, in order. */
  *open(): Generator<number> {
    for (let chunk = this.firstOpen(); chunk < this.#isFound.length; chunk = this.firstOpen(chunk + 1)) {
      yield chunk;
    }
  }

  /** The first open chunk of every page that has one. */
  openPages(): readonly number[] {
    const pages: number[] = [];
    let open = this.firstOpen();
    while (open < this.#isFound.length) {
      pages.push(open);
      open = this.firstOpen((Math.floor(open / PAGE) + 1) * PAGE);
    }
    return pages;
  }

  /** Asks the store once. Answers the chunks whose results were not known before, in order. */
  async look(): Promise<readonly number[]> {
    const pages = this.openPages();
    const fresh: number[] = [];
    for (let at = 0; at < pages.length; at += LISTS_AT_ONCE) {
      const lists = pages.slice(at, at + LISTS_AT_ONCE).map(first => this.#list(first));
      for (const chunks of await Promise.all(lists)) fresh.push(...chunks.filter(chunk => this.#mark(chunk)));
    }
    return fresh.sort((a, b) => a - b);
  }

  /** The chunks of one page that have results, from `first` on. A listing may be cut short before its limit. */
  async #list(first: number): Promise<readonly number[]> {
    const { keys, index } = this.#run;
    const end = Math.min((Math.floor(first / PAGE) + 1) * PAGE, index.chunks);
    const chunks: number[] = [];
    let startAfter = first === 0 ? undefined : keys.result(first - 1);
    for (;;) {
      const after = startAfter === undefined ? {} : { startAfter };
      const { objects, more } = await ask(this.#ports, () =>
        this.#ports.store.list(keys.results, { ...after, limit: end - first }),
      );
      chunks.push(...objects.flatMap(({ key }) => keys.chunkOfResult(key) ?? []));
      startAfter = objects.at(-1)?.key;
      if (!more || startAfter === undefined || startAfter >= keys.result(end - 1)) return chunks;
    }
  }

  #mark(chunk: number): boolean {
    if (this.#isFound[chunk] !== 0) return false;
    this.#isFound[chunk] = 1;
    this.found += 1;
    return true;
  }
}
