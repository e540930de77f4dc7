import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Problems, suggest } from '../yaml/problems.ts';

const yaml = ['.yaml', '.yml'];
const templateEndings = ['.yaml', '.yml', '.json', '.template'];

/** Finds `environments/<name>.yaml`, or the file at that path. */
export function findEnvironmentFile(
  nameOrFile: string,
  root: string,
  problems: Problems,
): string | undefined {
  const byPath = nameOrFile.includes('/') || yaml.includes(extname(nameOrFile));
  const folder = join(root, 'environments');
  const file = byPath ? resolve(root, nameOrFile) : firstFile(folder, nameOrFile, yaml);
  if (file !== undefined && isFile(file)) return file;
  problems.push({
    code: 'UNKNOWN_ENVIRONMENT',
    message: byPath ? `there is no file ${nameOrFile}` : `there is no environment ${nameOrFile}`,
    hint: byPath ? undefined : suggest(nameOrFile, namesIn(folder, yaml)),
  });
  return undefined;
}

/** Finds `templates/<name>.yaml`, or the file at that path from the environment file's folder. */
export function findTemplateFile(name: string, places: { root: string; from: string }): string | undefined {
  const byPath = name.includes('/') || templateEndings.includes(extname(name));
  const file = byPath
    ? isAbsolute(name)
      ? name
      : resolve(places.from, name)
    : firstFile(join(places.root, 'templates'), name, templateEndings);
  return file !== undefined && isFile(file) ? file : undefined;
}

/** The names that `template:` can take. */
export function templateNames(root: string): readonly string[] {
  return namesIn(join(root, 'templates'), templateEndings);
}

/** The names that `function:` can take: folders of `functions/` with an `index.ts`. */
export function functionNames(root: string): readonly string[] {
  const folder = join(root, 'functions');
  return list(folder).filter(name => name !== 'runtime' && isFile(join(folder, name, 'index.ts')));
}

/** The environment files beside this one: only those of the environments folder count as one set. */
export function siblingFiles(file: string, root: string): readonly string[] {
  const folder = join(root, 'environments');
  const files = list(folder)
    .filter(name => yaml.includes(extname(name)))
    .map(name => join(folder, name));
  return files.includes(file) ? files.filter(other => other !== file) : [];
}

/** Tells whether a file is found by its name alone. */
export function isNamed(file: string, root: string): boolean {
  return dirname(file) === join(root, 'environments');
}

/** The path as a reader in the repository's root writes it. */
export function relativeTo(root: string, file: string): string {
  const path = relative(root, file);
  return path.startsWith('..') || path === '' ? file : path;
}

function firstFile(folder: string, name: string, endings: readonly string[]): string | undefined {
  return endings.map(ending => join(folder, name + ending)).find(isFile);
}

function namesIn(folder: string, endings: readonly string[]): readonly string[] {
  return list(folder)
    .filter(name => endings.includes(extname(name)))
    .map(name => name.slice(0, -extname(name).length));
}

function list(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

// A name that no file can have (too long, with a NUL) is no file either.
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
