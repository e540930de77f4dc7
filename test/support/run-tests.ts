/**
 * `make test`: all tests, in three mocha processes beside each other, because the end-to-end tests mostly wait: for leases,
 * schedules, processes that die. One after the other they would take as long as all their waiting. What a process prints
 * stays together: that of the first comes at once, that of the others when they are done.
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
const END_TO_END = join('test', 'e2e');
/** Half of what all end-to-end tests take. The first two share one environment. */
const LONG_WAITS = ['containers', 'scheduled-job', 'lost-fleet', 'trigger', 'worker'].map(name =>
  join(END_TO_END, `${name}.test.ts`),
);

const files = globSync('test/**/*.test.ts', { cwd: ROOT }).sort();
const unknown = LONG_WAITS.filter(file => !files.includes(file));
if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}: correct LONG_WAITS`);
const endToEnd = files.filter(file => file.startsWith(END_TO_END));

const folder = mkdtempSync(join(tmpdir(), 'cloudpool-test-counts-'));
const lanes = [
  startLane('parts', 'inherit', without(files, endToEnd)),
  startLane('end to end', 'pipe', without(endToEnd, LONG_WAITS)),
  startLane('end to end, with long waits', 'pipe', LONG_WAITS),
];
// Ctrl-C reaches the children by itself; mocha then ends the test at work and cleans up, and this process waits for it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => {
  for (const { child } of lanes) child.kill('SIGTERM');
});

const codes: number[] = [];
for (const lane of lanes) codes.push(await lane.printed());
report(lanes.map(lane => lane.counts()));
rmSync(folder, { recursive: true, force: true });
process.exitCode = codes.every(code => code === 0) ? 0 : 1;

function startLane(name: string, stdout: 'inherit' | 'pipe', specs: readonly string[]) {
  const file = join(folder, `${name}.json`);
  const color = process.stdout.isTTY ? ['--color'] : [];
  const child = spawn('mocha', ['--reporter', './test/support/reporter.ts', ...color, ...specs], {
    cwd: ROOT,
    env: { ...process.env, CLOUDPOOL_TEST_COUNTS: file },
    stdio: ['inherit', stdout, 'inherit'],
  });
  const said = child.stdout === null ? undefined : buffer(child.stdout);
  const ended = new Promise<number>(done => {
    child.on('error', error => {
      process.stderr.write(`mocha did not start: ${error.message}\n`);
      done(1);
    });
    child.on('close', code => done(code ?? 1));
  });
  return {
    child,
    /** Resolves with the exit code when all that it said is printed. */
    printed: async () => {
      const code = await ended;
      if (said !== undefined) process.stdout.write(`\n== ${name}\n${await said}`);
      return code;
    },
    counts: () => readCounts(file),
  };
}

function without(all: readonly string[], some: readonly string[]): readonly string[] {
  return all.filter(file => !some.includes(file));
}

/** None: mocha broke before it could count. */
function readCounts(file: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return undefined;
  }
}

/** Writes the sum where `.ci/run` looks for it. */
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
