import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * Names everything that decides what a bundle of these files holds, relative to the clone: the files; each folder above
 * them (with a slash at its end), where a new file or package could come to stand before another; and the package.json of
 * each. Of the clone itself only what is named here counts: its other files are the user's.
 *
 * @param files relative to `root`, as esbuild names its inputs
 */
export function decidingPaths(root: string, files: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (const folder of foldersAbove(root, resolve(root, file))) folders.add(folder);
  }
  const all = [...folders].flatMap(folder => [folder, ...packagesIn(folder)]);
  const manifests = [root, ...all]
    .map(folder => join(folder, 'package.json'))
    .filter(file => existsSync(file));
  const paths = [...files.map(file => resolve(root, file)), ...manifests, ...all.map(folder => `${folder}/`)];
  return [...new Set(paths)].map(path => relative(root, path) + (path.endsWith('/') ? '/' : ''));
}

/** From the file's own up to the first one below the clone; for a package elsewhere, up to the outermost `node_modules`. */
function foldersAbove(root: string, file: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); folder !== root && folder !== dirname(folder); folder = dirname(folder)) {
    folders.push(folder);
  }
  if (file.startsWith(`${root}/`)) return folders;
  return folders.slice(0, folders.findLastIndex(folder => folder.endsWith('/node_modules')) + 1);
}

/** Packages that lie beside a file come before those further up, also when none of them is used yet. */
function packagesIn(folder: string): readonly string[] {
  const own = join(folder, 'node_modules');
  if (!existsSync(own)) return [];
  const scopes = readdirSync(own).filter(name => name.startsWith('@'));
  return [own, ...scopes.map(scope => join(own, scope))];
}
