import { expect } from 'chai';
import fc from 'fast-check';
import { CloudpoolError, ProblemsError } from '../../../scripts/errors.ts';
import { readTasks } from '../../../scripts/pool/input/read-tasks.ts';
import { stream } from '../../support/pool-run.ts';

async function read(...pieces: readonly (string | Uint8Array)[]) {
  const parts: Uint8Array[] = [];
  const lengths: number[] = [];
  for await (const block of readTasks(stream(...pieces), 'tasks.jsonl')) {
    parts.push(Buffer.from(block.bytes));
    lengths.push(...block.lengths);
  }
  return { text: Buffer.concat(parts).toString('utf8'), lengths };
}

async function failure(...pieces: readonly (string | Uint8Array)[]): Promise<CloudpoolError> {
  try {
    await read(...pieces);
  } catch (error) {
    if (error instanceof CloudpoolError) return error;
    throw error;
  }
  throw new Error('expected a refusal');
}

async function problems(...pieces: readonly (string | Uint8Array)[]) {
  const error = await failure(...pieces);
  expect(error).to.be.instanceOf(ProblemsError);
  return (error as ProblemsError).problems;
}

describe('readTasks', () => {
  it('hands the tasks on byte for byte, in whatever pieces they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.json(), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        async (tasks, size) => {
          const bytes = Buffer.from(tasks.map(task => `${task}\n`).join(''));
          const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
            bytes.subarray(at * size, (at + 1) * size),
          );
          const { text, lengths } = await read(...pieces);
          expect(text).to.equal(bytes.toString());
          expect(lengths).to.deep.equal(tasks.map(task => Buffer.byteLength(task) + 1));
        },
      ),
    );
  });

  it('removes the byte order mark, carriage returns and blank lines at the end', async () => {
    expect((await read('\ufeff1\r\n2\r\n\r\n \t\n\n')).text).to.equal('1\n2\n');
  });

  it('closes a last line that has no line feed', async () => {
    expect((await read('1\n2')).text).to.equal('1\n2\n');
  });

  it('lists every bad line with line and column', async () => {
    const found = await problems('1\n{"a":}\n\n"é', Buffer.from([0xff]), '"\n3\nnope');
    expect(found.map(({ code, at }) => [code, at?.line, at?.column])).to.deep.equal([
      ['NOT_JSON', 2, 6],
      ['NOT_JSON', 3, 1],
      ['NOT_UTF8', 4, 3],
      ['NOT_JSON', 6, 1],
    ]);
    expect(found[0]?.at?.file).to.equal('tasks.jsonl');
    expect(found[0]?.message).to.equal('expected one JSON value, got "}"');
    expect(found[1]?.message).to.equal('expected one JSON value, got a blank line');
  });

  it('refuses a line that is cut inside a character', async () => {
    const found = await problems(Buffer.from([0x22, 0xc3, 0x0a]));
    expect(found.map(({ code, at }) => [code, at?.column])).to.deep.equal([['NOT_UTF8', 2]]);
  });

  it('refuses a line above 4 MiB and takes one of exactly 4 MiB', async () => {
    const line = (bytes: number) => `"${'x'.repeat(bytes - 2)}"\n`;
    expect((await read(line(4 * 1024 * 1024))).lengths).to.deep.equal([4 * 1024 * 1024 + 1]);
    const found = await problems('1\n', line(4 * 1024 * 1024 + 1), '2\n');
    expect(found.map(({ code, at }) => [code, at?.line])).to.deep.equal([['LINE_TOO_LARGE', 2]]);
  });

  it('shows a hundred problems in full and of the rest every line number', async () => {
    const found = await problems(`${'x\n'.repeat(150)}1\nx\n`);
    expect(found).to.have.length(101);
    expect(found[100]?.message).to.equal('51 more bad lines: 101-150, 152');
  });

  it('yields nothing after the first bad line', async () => {
    const seen: string[] = [];
    const blocks = async () => {
      for await (const { bytes } of readTasks(stream('1\n', 'x\n2\n', '3\n'), 'i'))
        seen.push(`${Buffer.from(bytes)}`);
    };
    await blocks().catch(() => undefined);
    expect(seen).to.deep.equal(['1\n']);
  });

  for (const [name, input] of Object.entries({ nothing: '', 'a mark': '\ufeff', blanks: '\n \r\n\n' })) {
    it(`refuses an input of ${name}`, async () => {
      const error = await failure(input);
      expect([error.code, error.exitCode]).to.deep.equal(['EMPTY_INPUT', 2]);
    });
  }
});
