/**
 * `make test`: all tests in two mocha processes beside each other. The end-to-end tests mostly wait, for leases, schedules and
 * processes, while the others compute. What the end-to-end tests print follows when the others are done.
 */
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';

interface Counts {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
}

const ROOT = resolve(import.meta.dirname, '../..');
const files = globSync('test/**/*.test.ts', { cwd: ROOT }).sort();
const isEndToEnd = (file: string) => file.startsWith(join('test', 'e2e'));
const folder = mkdtempSync(join(tmpdir(), 'cloudpool-test-counts-'));

// Ctrl-C reaches the children by itself; mocha then ends the test at work and cleans up, and this process waits for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  for (const child of children) child.kill('SIGTERM');
});

const parts = start(
  'parts',
  files.filter(file => !isEndToEnd(file)),
  'inherit',
);
const endToEnd = start('end-to-end', files.filter(isEndToEnd), 'pipe');
const children = [parts.child, endToEnd.child];
const said = endToEnd.child.stdout === null ? undefined : buffer(endToEnd.child.stdout);
const codes = [await parts.ended];
process.stdout.write('\nEnd to end:\n');
codes.push(await endToEnd.ended);
process.stdout.write((await said) ?? '');
report([parts.counts(), endToEnd.counts()]);
rmSync(folder, { recursive: true, force: true });
process.exitCode = codes.every(code => code === 0) ? 0 : 1;

function start(name: string, specs: readonly string[], stdout: 'inherit' | 'pipe') {
  const file = join(folder, `${name}.json`);
  const color = process.stdout.isTTY ? ['--color'] : [];
  const child = spawn('mocha', ['--reporter', './test/support/reporter.ts', ...color, ...specs], {
    cwd: ROOT,
    env: { ...process.env, CLOUDPOOL_TEST_COUNTS: file },
    stdio: ['inherit', stdout, 'inherit'],
  });
  const ended = new Promise<number>(done => {
    child.on('error', error => {
      process.stderr.write(`mocha did not start: ${error.message}\n`);
      done(1);
    });
    child.on('close', code => done(code ?? 1));
  });
  return { child, ended, counts: () => readCounts(file) };
}

/** None: mocha broke before it could count. */
function readCounts(file: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return undefined;
  }
}

/** Writes the sum where `.ci/run` looks for it, unless one of the two could not count. */
function report(counts: readonly (Counts | undefined)[]): void {
  const known = counts.filter(count => count !== undefined);
  const sum = (of: keyof Counts) => known.reduce((total, count) => total + count[of], 0);
  const total: Counts = { passes: sum('passes'), failures: sum('failures'), pending: sum('pending') };
  process.stdout.write(
    `\n${total.passes} passing, ${total.failures} failing, ${total.pending} pending in all\n`,
  );
  const file = process.env.CLOUDPOOL_TEST_COUNTS;
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(total)}\n`);
}
