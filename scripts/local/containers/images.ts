import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import { asError, type CloudpoolError } from '../../errors.ts';
import type { AgentReport } from '../agent/events.ts';
import { startFailure } from './container-plan.ts';

/** What container images hold, on this machine. */
export interface Images {
  /** Returns the folder of an image; throws `CannotPullContainerError: ...`, which says how to make it. */
  find(image: string): Promise<string>;
}

/** The tag of what this clone would put into an image now. */
export const LOCAL_TAG = 'local';

const TAG = /^\w[\w.-]{0,127}$/;
/** No tag begins with a dot: nobody's own image is taken for one of these. */
const FROM_CLONE = '.local-';

/**
 * Images below `<stateDir>/images`. Tag `local` is written from the clone, once for each state of its sources; any other
 * tag has to be a folder that `scripts/image/write.ts` wrote.
 */
export function openImages({
  root,
  stateDir,
  clock,
  report,
}: {
  readonly root: string;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly report: AgentReport;
}): Images {
  const images = join(stateDir, 'images');
  const written = new Map<string, Promise<string>>();
  const fromClone = () => {
    const folder = join(images, `${FROM_CLONE}${sourceState(root)}`);
    const before = written.get(folder);
    if (before !== undefined) return before;
    const writing = isImage(folder) ? Promise.resolve(folder) : write(root, folder, { clock, report });
    written.set(folder, writing);
    // What failed is tried again: the sources may be mended without becoming others.
    writing.catch(() => written.delete(folder));
    return writing;
  };
  forgetOthers(images, `${FROM_CLONE}${sourceState(root)}`);
  return {
    find: async image => {
      const tag = tagOf(image);
      if (tag === LOCAL_TAG) return await fromClone();
      const folder = join(images, tag);
      if (TAG.test(tag) && isImage(folder)) return folder;
      throw cannotPull(
        `no image with the tag ${tag} is on this machine. ImageTag ${LOCAL_TAG} is this clone; for another one: node scripts/image/write.ts ${folder}`,
      );
    },
  };
}

function tagOf(image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1);
  return name.includes(':') ? name.slice(name.indexOf(':') + 1) : 'latest';
}

function isImage(folder: string): boolean {
  return ['container.mjs', 'codes.json'].every(file => existsSync(join(folder, file)));
}

/** Tells one state of everything that goes into an image from another. */
function sourceState(root: string): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(root, 'functions'), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort();
  for (const file of [...sources, join(root, 'package-lock.json')]) {
    if (existsSync(file)) hash.update(`${file}\n`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function write(
  root: string,
  folder: string,
  { clock, report }: { readonly clock: Clock; readonly report: AgentReport },
): Promise<string> {
  const started = clock.now();
  const draft = `${folder}.new`;
  try {
    // A process of its own: the bundler's memory goes with it.
    await promisify(execFile)(process.execPath, [join(root, 'scripts/image/write.ts'), draft]);
  } catch (error) {
    throw cannotPull(`the sources do not build: ${lastLines(asError(error))}`);
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  report({ type: 'image-written', folder, seconds: (clock.now() - started) / 1_000 });
  return folder;
}

function lastLines(error: Error & { readonly stderr?: string }): string {
  return (error.stderr || error.message).trimEnd().split('\n').slice(-3).join(' | ');
}

/** Earlier states of the clone: no container runs from them when an agent starts. */
function forgetOthers(images: string, current: string): void {
  if (!existsSync(images)) return;
  for (const name of readdirSync(images)) {
    if (name.startsWith(FROM_CLONE) && name !== current)
      rmSync(join(images, name), { recursive: true, force: true });
  }
}

function cannotPull(message: string): CloudpoolError {
  return startFailure('CannotPullContainerError', message);
}
