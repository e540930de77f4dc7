import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { copyOf, execForm, lastOf, parseDockerfile, type Stage } from '../image/dockerfile.ts';

/** What a Dockerfile makes of a clone, without an engine. */
export interface LocalBuild {
  /** What takes the place of the image's root folder. */
  readonly folder: string;
  /** The entry point, with paths below `folder`. */
  readonly entry: readonly string[];
}

/**
 * Does what `docker build` does, step by step, with folders in the place of stages: COPY brings only what it names, RUN runs.
 * In the place of `npm ci` stand the clone's own packages, those that are not for development.
 */
export async function buildLocally(root: string, folder: string): Promise<LocalBuild> {
  const stages = parseDockerfile(readFileSync(join(root, 'Dockerfile'), 'utf8'));
  const folders = new Map<string, string>();
  for (const [index, stage] of stages.entries()) {
    const own = join(folder, stage.name ?? `stage-${index}`);
    folders.set(stage.name ?? `stage-${index}`, own);
    await buildStage(stage, { root, own, folders });
  }
  const last = [...folders.values()].at(-1) ?? folder;
  const entry = (execForm(lastOf(stages.at(-1), 'ENTRYPOINT')) ?? []).map(word =>
    word.startsWith('/') ? join(last, word) : word,
  );
  return { folder: last, entry };
}

interface Place {
  readonly root: string;
  readonly own: string;
  readonly folders: ReadonlyMap<string, string>;
}

async function buildStage({ instructions }: Stage, { root, own, folders }: Place): Promise<void> {
  let work = own;
  for (const instruction of instructions) {
    const { name, text, flags } = instruction;
    if (name === 'WORKDIR') work = join(own, text);
    if (name === 'WORKDIR') mkdirSync(work, { recursive: true });
    if (name === 'RUN') await run(text, { root, own, work });
    if (name !== 'COPY') continue;
    const from = flags.from === undefined ? root : (folders.get(flags.from) ?? '');
    const { sources, target } = copyOf(instruction);
    const into = target.startsWith('/') ? join(own, target) : join(work, target);
    for (const source of sources)
      cpSync(join(from, source), targetOf(source, target, into), { recursive: true });
  }
}

/** A folder's content goes into the target; a file goes to it, or into it where it ends with a slash. */
function targetOf(source: string, target: string, into: string): string {
  return target.endsWith('/') ? join(into, source.split('/').at(-1) ?? '') : into;
}

async function run(
  text: string,
  { root, own, work }: Omit<Place, 'folders'> & { readonly work: string },
): Promise<void> {
  if (text.startsWith('npm ci ')) return copyPackages(root, work);
  const [program = '', ...args] = text
    .split(' ')
    .map(word => (word.startsWith('/') ? join(own, word) : word));
  await promisify(execFile)(program === 'node' ? process.execPath : program, args, { cwd: work });
}

/** Copies, because a bundle names the packages' paths; only programs are linked, which no bundle holds. */
function copyPackages(root: string, work: string): void {
  const { packages } = JSON.parse(readFileSync(join(work, 'package-lock.json'), 'utf8')) as {
    readonly packages: Record<string, { readonly dev?: boolean }>;
  };
  for (const [path, { dev }] of Object.entries(packages)) {
    const nested = path.split('node_modules/').length > 2;
    if (path === '' || dev || nested || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(work, path)), { recursive: true });
    if (/^node_modules\/(node|esbuild|@esbuild\/.*)$/.test(path))
      symlinkSync(join(root, path), join(work, path));
    else cpSync(join(root, path), join(work, path), { recursive: true });
  }
}
