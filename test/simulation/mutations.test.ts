import { expect } from 'chai';
import { type Mutation, simulateMutant } from './mutant.ts';

const SEEDS = 2_000;

const MUTATIONS: readonly Mutation[] = [
  {
    name: 'no If-None-Match',
    file: 'functions/runtime/protocol/s3-object-store.ts',
    line: ", IfNoneMatch: '*' }",
    becomes: ' }',
  },
  {
    name: 'no token check: every 412 is taken for its own',
    file: 'functions/runtime/protocol/conditional-put.ts',
    line: "tokenOf(head) === token ? 'created' : 'exists'",
    becomes: "token !== '' ? 'created' : 'exists'",
  },
  {
    name: 'no token check: every 412 is taken for somebody else',
    file: 'functions/runtime/protocol/conditional-put.ts',
    line: "tokenOf(head) === token ? 'created' : 'exists'",
    becomes: "token === '' ? 'created' : 'exists'",
  },
  {
    name: 'acknowledge before result',
    file: 'functions/runtime/end-attempt.ts',
    line: 'const end = await putOnce(',
    becomes: "const end = 'created' as string; void putOnce(",
  },
  {
    name: 'work without a claim',
    file: 'functions/runtime/claim-chunk.ts',
    line: 'if (await putClaim(job, 1)) return',
    becomes: 'if ((await putClaim(job, 1)) || true) return',
  },
  {
    name: 'overwrite attempts',
    file: 'functions/runtime/claim-chunk.ts',
    line: "return (await putOnce(deps.store, put, retry)) === 'created';",
    becomes: 'return (await deps.store.put(put.key, put.body)) === undefined;',
  },
  {
    name: 'use the receive count as the number of the attempt',
    file: 'functions/runtime/claim-chunk.ts',
    line: 'const attempt = (history.last?.attempt ?? 0) + 1;',
    becomes: 'const attempt = job.delivery.receiveCount;',
  },
  {
    name: 'acknowledge what somebody else works on',
    file: 'functions/runtime/worker.ts',
    line: "await showAgain(job, claim.seconds + jitterSeconds(job));\n      return 'give-back';",
    becomes: "return 'acknowledge';",
  },
  {
    name: 'delete what a container gives back',
    file: 'functions/runtime/container/poller.ts',
    line: "=== 'acknowledge') await this.#acknowledge(delivery);",
    becomes: '!== undefined) await this.#acknowledge(delivery);',
  },
  {
    name: 'name a loose task by its message, whatever the body says',
    file: 'functions/runtime/loose-job.ts',
    line: 'keys: looseKeys({ pool: deps.pool, id }),',
    becomes: 'keys: looseKeys({ pool: deps.pool, id: delivery.messageId }),',
  },
  {
    name: 'give a loose task back that is no JSON',
    file: 'functions/runtime/worker.ts',
    line: "if (read.kind === 'loose') {",
    becomes: "if (read.kind === 'loose' && read.message.problem === undefined) {",
  },
  {
    name: 'start tasks after the last moment',
    file: 'functions/runtime/run-tasks.ts',
    line: 'if (signal.aborted || isPast(record.until, at)) return false;',
    becomes: 'if (signal.aborted) return false;',
  },
  {
    name: 'send after the last moment',
    file: 'scripts/pool/submit/send-chunks.ts',
    line: 'isPast(run.record.until, ports.clock.now()) ?',
    becomes: 'isPast(run.record.until, 0) ?',
  },
  {
    name: 'resend without looking at the claim',
    file: 'scripts/pool/submit/resend-lost.ts',
    line: 'if (await isAtWork(ports, run, chunk)) continue;',
    becomes: 'await isAtWork(ports, run, chunk);',
  },
  {
    name: 'resend without looking for the result',
    file: 'scripts/pool/submit/resend-lost.ts',
    line: 'await scan.look();',
    becomes: '',
  },
  {
    name: 'delete a dead letter without a result',
    file: 'scripts/pool/dead/dead-letter-drain.ts',
    line: 'const end = await closeLetter(this.#ports, this.#pool, letter).catch(unreadable);',
    becomes:
      "const end = { kind: 'finished' } as LetterEnd; void closeLetter; void unreadable; void this.#pool;",
  },
  {
    name: 'close the chunk of a dead letter that somebody works on',
    file: 'scripts/pool/dead/close-letter.ts',
    line: "if (isAtWork(history, letter)) return { kind: 'busy' };",
    becomes: 'isAtWork(history, letter);',
  },
];

describe('a mistake in worker or client', () => {
  for (const mutation of MUTATIONS) {
    it(`turns a seed red: ${mutation.name}`, async function () {
      this.timeout(600_000);
      const { seeds, failures } = await simulateMutant(mutation, SEEDS);
      const [red] = failures;
      expect(red, `${seeds} seeds are green`).not.to.equal(undefined);
      console.log(`      seed ${red?.seed}: ${red?.violations[0]}`);
    });
  }

  it('is refused when its line is not there exactly once', async () => {
    const file = 'functions/runtime/protocol/conditional-put.ts';
    const error = await simulateMutant({ name: 'none', file, line: 'no such line', becomes: '' }, 1).catch(
      (thrown: unknown) => thrown,
    );
    expect(error)
      .to.be.instanceOf(Error)
      .with.property('message')
      .that.matches(/found it 0 times/);
  });
});
