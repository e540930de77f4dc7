import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** A line of the real source, and the mistake that somebody could make there. */
export interface Mutation {
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly line: string;
  readonly becomes: string;
}

/** What the simulation says of a mutant. */
export interface MutantVerdict {
  readonly seeds: number;
  readonly failures: readonly { readonly seed: number; readonly violations: readonly string[] }[];
}

const ROOT = resolve(import.meta.dirname, '../..');
const COPIED = [
  'functions/runtime',
  'scripts/errors.ts',
  'scripts/pool',
  'scripts/aws',
  'scripts/estimate',
  'test/simulation',
  'test/support',
];
const MOST_MS = 600_000;

/** Copies the sources, makes the mistake in the copy, and lets the same simulation look for a seed that is red. */
export async function simulateMutant(mutation: Mutation, count: number): Promise<MutantVerdict> {
  // Inside the repository, so that the copy finds the same packages.
  const home = join(ROOT, '.cloudpool/mutants');
  await mkdir(home, { recursive: true });
  const folder = await mkdtemp(join(home, 'm-'));
  try {
    for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
    await mutate(join(folder, mutation.file), mutation);
    return JSON.parse(await runSimulation(folder, count)) as MutantVerdict;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function mutate(path: string, { file, line, becomes }: Mutation): Promise<void> {
  const source = await readFile(path, 'utf8');
  const found = source.split(line).length - 1;
  if (found !== 1) throw new Error(`${file}: expected this once, found it ${found} times: ${line}`);
  await writeFile(
    path,
    source.replace(line, () => becomes),
  );
}

/** Its standard output, whether seeds are red or not. */
function runSimulation(folder: string, count: number): Promise<string> {
  const main = join(folder, 'test/simulation/main.ts');
  const args = [main, '--json', '--stop-at-failure', '--count', String(count)];
  return new Promise((done, failed) => {
    execFile(process.execPath, args, { cwd: folder, timeout: MOST_MS }, (error, stdout, stderr) => {
      const isVerdict = stdout.trimStart().startsWith('{');
      if (isVerdict) done(stdout);
      else failed(new Error(`the mutant did not run: ${stderr || error?.message}`));
    });
  });
}
