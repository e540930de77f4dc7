import { Buffer } from 'node:buffer';
import { CloudpoolError } from '../../errors.ts';
import { type BadLines, createBadLines } from './bad-lines.ts';
import { checkLine, isBlank } from './check-line.ts';
import { createLineSplitter, type InputLine, type LineSplitter } from './split-lines.ts';

/** Some whole tasks as they go into inputs.jsonl: each line ends in one line feed. */
export interface TaskBlock {
  readonly bytes: Uint8Array;
  /** Bytes per task, line feed included. */
  readonly lengths: readonly number[];
}

/**
 * Reads tasks, one JSON value a line, from a stream of any length. Blank lines at the end are no tasks. Throws at the
 * end of the input: `ProblemsError` with every bad line, or `EMPTY_INPUT`. After the first bad line nothing more is
 * yielded, but all lines are still checked.
 */
export async function* readTasks(source: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<TaskBlock> {
  const splitter = createLineSplitter();
  const check = createInputCheck(name);
  let tasks = 0;
  for await (const piece of source) {
    const block = gather(goodLines(splitter.push(piece), check), piece.length);
    tasks += block.lengths.length;
    if (block.lengths.length > 0) yield block;
  }
  const rest = lastLine(splitter, check);
  tasks += rest.lengths.length;
  if (rest.lengths.length > 0) yield rest;
  check.end();
  if (tasks === 0) throw emptyInput(name);
}

interface InputCheck {
  readonly bad: BadLines;
  accept(line: InputLine): boolean;
  /** Throws what is wrong with the input. */
  end(): void;
}

function createInputCheck(name: string): InputCheck {
  const bad = createBadLines(name);
  // Blank lines in a row, of which only what follows tells whether they stand at the end.
  let firstBlank: number | undefined;
  const judge = (line: InputLine) => {
    const problem = checkLine(line, name);
    if (problem) bad.add(problem);
    return problem === undefined;
  };
  const blanksAreBad = (from: number, to: number) => {
    for (let number = from; number < to; number += 1) judge({ number, bytes: Buffer.alloc(0) });
    firstBlank = undefined;
  };
  return {
    bad,
    accept: line => {
      if (line.bytes && isBlank(line.bytes)) {
        firstBlank ??= line.number;
        return false;
      }
      if (firstBlank !== undefined) blanksAreBad(firstBlank, line.number);
      return judge(line);
    },
    end: () => {
      if (bad.count > 0) throw bad.error();
    },
  };
}

function* goodLines(lines: Iterable<InputLine>, check: InputCheck): Generator<Buffer> {
  for (const line of lines) {
    if (check.accept(line) && check.bad.count === 0 && line.bytes) yield line.bytes;
  }
}

function lastLine(splitter: LineSplitter, check: InputCheck): TaskBlock {
  return gather(goodLines(splitter.end(), check), 0);
}

/** Copies lines into one block. `expected` bytes are reserved; more are found when a line began in an earlier piece. */
function gather(lines: Iterable<Buffer>, expected: number): TaskBlock {
  const lengths: number[] = [];
  let bytes = Buffer.allocUnsafe(expected + 1);
  let used = 0;
  for (const line of lines) {
    const end = used + line.length + 1;
    if (end > bytes.length) bytes = Buffer.concat([bytes.subarray(0, used)], end + expected);
    bytes.set(line, used);
    bytes[end - 1] = 0x0a;
    lengths.push(line.length + 1);
    used = end;
  }
  return { bytes: bytes.subarray(0, used), lengths };
}

function emptyInput(name: string): CloudpoolError {
  return new CloudpoolError(`${name} holds no task`, {
    code: 'EMPTY_INPUT',
    hint: 'Give one JSON value a line.',
    exitCode: 2,
  });
}
