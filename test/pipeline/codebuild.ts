import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { repositoryRoot } from '../support/templates.ts';

/** What CodeBuild reads of a buildspec. */
export interface Buildspec {
  readonly version: number;
  readonly env?: { readonly shell?: string };
  readonly phases: Readonly<Record<string, { readonly commands: readonly string[] }>>;
}

/** How a build ended: its commands in the order in which they were started, and every call to AWS and to Docker. */
export interface Build {
  readonly succeeded: boolean;
  readonly started: readonly string[];
  readonly calls: readonly (readonly string[])[];
  readonly output: string;
}

export interface BuildOptions {
  /** Where the commands run. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** What AWS answers, by the first two words of a call, as a whole: a `--query` is applied to it. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** Commands that are left out: they need the internet. */
  readonly skip?: readonly string[];
}

const FIXTURES = join(import.meta.dirname, 'fixtures');
/** The emulator's own Python: it knows the query language of the AWS CLI. */
const PYTHON = join(repositoryRoot, '.tools/pipx/venvs/ministack/bin/python');
/** In the order of CodeBuild. */
const PHASES = ['install', 'pre_build', 'build', 'post_build'];

export function parseBuildspec(text: string): Buildspec {
  return parse(text) as Buildspec;
}

/** All commands in the order in which CodeBuild starts them. */
export function commandsOf({ phases }: Buildspec): readonly string[] {
  return PHASES.flatMap(name => phases[name]?.commands ?? []);
}

/**
 * Does what CodeBuild does with a buildspec: one Bash for all commands, which ends at the first that fails. `aws` and `docker`
 * are stand-ins that keep their arguments; everything else is real.
 */
export function runBuild(spec: Buildspec, { folder, variables, answers, skip = [] }: BuildOptions): Build {
  const desk = mkdtempSync(join(tmpdir(), 'cloudpool-build-'));
  try {
    const file = (name: string) => join(desk, name);
    writeTools(file('bin'));
    writeFileSync(file('answers.json'), JSON.stringify(answers));
    for (const name of ['calls', 'started']) writeFileSync(file(name), '');
    const script = commandsOf(spec).filter(command => !skip.includes(command));
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script.map(asStep).join('\n')], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: `${file('bin')}:${process.env.PATH}`,
        HOME: desk,
        CI: 'true',
        ANSWERS: file('answers.json'),
        CALLS: file('calls'),
        STARTED: file('started'),
        ...variables,
      },
    });
    const started = readLines(file('started')).map(line => script[Number(line)] ?? '');
    const calls = readLines(file('calls')).map(line => JSON.parse(line) as string[]);
    return { succeeded: status === 0, started, calls, output: `${stdout}${stderr}` };
  } finally {
    rmSync(desk, { recursive: true, force: true });
  }
}

function asStep(command: string, index: number): string {
  return `echo ${index} >> "$STARTED"\n${command}\n[ $? -eq 0 ] || exit 1`;
}

function writeTools(folder: string): void {
  mkdirSync(folder);
  const aws = join(folder, 'aws');
  writeFileSync(aws, `#!/bin/sh\nexec '${PYTHON}' '${join(FIXTURES, 'aws.py')}' "$@"\n`);
  chmodSync(aws, 0o755);
  cpSync(join(FIXTURES, 'docker'), join(folder, 'docker'));
}

function readLines(file: string): readonly string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}

const COPIED = [
  'functions/hello',
  'functions/runtime',
  'test/functions/hello',
  'test/functions/task-context.ts',
  'package.json',
  'tsconfig.json',
  '.mocharc.json',
];

/** A small clone of the repository, with the packages that `npm ci` would bring. */
export function smallClone(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'cloudpool-source-'));
  for (const name of COPIED) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(repositoryRoot, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
