import type { Job } from './job.ts';

/**
 * Asks the store while something else is asked too. A failure is told to whoever wants the answer, and to nobody else;
 * what nobody wants any more is given up at the end.
 */
export class EarlyQuestions {
  readonly #job: Job;
  readonly #over = new AbortController();
  readonly #asked: Promise<unknown>[] = [];

  constructor(job: Job) {
    this.#job = { ...job, retry: { ...job.retry, signal: this.#over.signal } };
  }

  ask<Answer>(question: (job: Job) => Promise<Answer>): Promise<Answer> {
    const answer = question(this.#job);
    this.#asked.push(answer.catch(() => undefined));
    return answer;
  }

  /** Resolves when nothing is asked any more. */
  async end(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#asked);
  }
}
