import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createBundler } from '../deploy/package/bundle.ts';
import { type PackageFile, packageKey } from '../deploy/package/files.ts';

/** What was written. */
export interface Image {
  /** Function → the key that its package has in the artifact bucket: what a worker's results say of their code. */
  readonly codes: Readonly<Record<string, string>>;
  /** Inside the folder. */
  readonly files: readonly string[];
}

/**
 * Writes what the container image holds: the worker (`container.mjs`), the code of each function for its threads
 * (`<function>/thread.mjs`) and `codes.json`, which says what is there. Nothing beside it is needed to run it but Node.
 *
 * @param functions default: all of the clone
 * @throws ProblemsError with the places, when the sources do not build
 */
export async function writeImage(
  root: string,
  folder: string,
  functions: readonly string[] = listFunctions(root),
): Promise<Image> {
  const bundler = createBundler(root);
  const [container, ...bundles] = await Promise.all([
    bundler.ofContainer(),
    ...functions.map(async name => ({ name, files: await bundler.ofFunction(name) })),
  ]);
  const codes = Object.fromEntries(bundles.map(({ name, files }) => [name, packageKey(name, files)]));
  const written = [
    container,
    ...bundles.flatMap(({ name, files }) =>
      files
        .filter(({ path }) => path === 'thread.mjs')
        .map(file => ({ ...file, path: `${name}/${file.path}` })),
    ),
    // Last: it names the others.
    { path: 'codes.json', content: Buffer.from(`${JSON.stringify(codes, undefined, 2)}\n`) },
  ];
  for (const file of written) writeWhole(join(folder, file.path), file);
  return { codes, files: written.map(({ path }) => path) };
}

/** The functions of the clone, in the order of their names. */
export function listFunctions(root: string): readonly string[] {
  return readdirSync(join(root, 'functions'))
    .filter(name => name !== 'runtime' && existsSync(join(root, 'functions', name, 'index.ts')))
    .sort();
}

/** A worker may be running from the folder: a file that is there is whole, and one that did not change stays. */
function writeWhole(file: string, { content }: Pick<PackageFile, 'content'>): void {
  if (existsSync(file) && readFileSync(file).equals(content)) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}
