import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildFailure, Message } from 'esbuild';
import { CloudpoolError, type Problem, ProblemsError } from '../../errors.ts';
import { FILE_MODE, type PackageFile } from './files.ts';

/**
 * Bundles a function as Lambda and the container run it: `index.mjs`, the supervisor, which never imports user code, and
 * `thread.mjs`, which serves the function's task on a worker thread.
 *
 * @throws ProblemsError with the places, when the sources do not build
 */
export async function bundleFunction(
  root: string,
  name: string,
  supervisor: () => Promise<PackageFile> = () => bundleSupervisor(root),
): Promise<readonly PackageFile[]> {
  if (!existsSync(join(root, 'functions', name, 'index.ts'))) throw missingFunction(name);
  return Promise.all([supervisor(), bundle(root, 'thread.mjs', threadEntry(name))]);
}

/** Bundles what all functions have in common: with the SDK in it by far the larger part. */
export function bundleSupervisor(root: string): Promise<PackageFile> {
  return bundle(root, 'index.mjs', "export { handler } from './functions/runtime/lambda.ts';\n");
}

/** Bundles the entry of a worker that lives as long as it finds work: `container.mjs` of the image. */
export function bundleContainer(root: string): Promise<PackageFile> {
  return bundle(root, 'container.mjs', "import './functions/runtime/container.ts';\n");
}

function threadEntry(name: string): string {
  return [
    `import { handler } from './functions/${name}/index.ts';`,
    "import { serveTasks } from './functions/runtime/thread.ts';",
    'serveTasks(handler);',
    '',
  ].join('\n');
}

async function bundle(root: string, path: string, entry: string): Promise<PackageFile> {
  const { build } = await import('esbuild');
  try {
    const { outputFiles } = await build({
      stdin: { contents: entry, resolveDir: root, sourcefile: path, loader: 'ts' },
      // Paths in the output are relative to this: the same bytes wherever the clone lies.
      absWorkingDir: root,
      bundle: true,
      write: false,
      outfile: path,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      mainFields: ['module', 'main'],
      minifySyntax: true,
      legalComments: 'none',
      charset: 'ascii',
      banner: { js: REQUIRE_BANNER },
      logLevel: 'silent',
      tsconfigRaw: {},
    });
    return { path, mode: FILE_MODE, content: outputFiles[0]?.contents ?? new Uint8Array() };
  } catch (error) {
    throw isBuildFailure(error)
      ? new ProblemsError(error.errors.map(toProblem), 'the function sources')
      : error;
  }
}

/** The SDK's CommonJS parts call `require` of Node's own modules, which an ES module has not. */
const REQUIRE_BANNER = [
  "import { createRequire as cloudpoolCreateRequire } from 'node:module';",
  'const require = cloudpoolCreateRequire(import.meta.url);',
].join('\n');

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function toProblem({ text, location }: Message): Problem {
  return {
    code: 'BUNDLE_FAILED',
    message: text,
    ...(location === null
      ? {}
      : { at: { file: location.file, line: location.line, column: location.column + 1 } }),
  };
}

function missingFunction(name: string): CloudpoolError {
  return new CloudpoolError(`There is no function ${name}: functions/${name}/index.ts does not exist.`, {
    code: 'UNKNOWN_FUNCTION',
    exitCode: 2,
    hint: `\`cloudpool init ${name}\` writes one.`,
  });
}
