import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, BuildOptions, Message } from 'esbuild';
import { CloudpoolError, type Problem, ProblemsError } from '../../errors.ts';
import { cachedBundle, type FreshBundle } from './bundle-cache.ts';
import { FILE_MODE, type PackageFile } from './files.ts';
import type { Fingerprint } from './fingerprint.ts';

/** Bundles what the clone at `root` holds. Each throws `ProblemsError` with the places, when the sources do not build. */
export interface Bundler {
  /**
   * A function as Lambda and the container run it: `index.mjs`, the supervisor, which never imports user code, and
   * `thread.mjs`, which serves the function's task on a worker thread.
   */
  ofFunction(name: string): Promise<readonly PackageFile[]>;
  /** The entry of a worker that lives as long as it finds work: `container.mjs` of the image. */
  ofContainer(): Promise<PackageFile>;
}

/** All bundles show the clone as it was when it was first looked at. */
export function createBundler(root: string): Bundler {
  const looks = new Map<string, Fingerprint>();
  const make = (wanted: Bundle) => bundle(root, wanted, looks);
  // What all functions have in common: with the SDK in it by far the larger part.
  let supervisor: Promise<PackageFile> | undefined;
  return {
    ofFunction: async name => {
      if (!existsSync(join(root, 'functions', name, 'index.ts'))) throw missingFunction(name);
      supervisor ??= make(SUPERVISOR);
      const thread = make({ name: `thread-${name}`, path: 'thread.mjs', entry: threadEntry(name) });
      return Promise.all([supervisor, thread]);
    },
    ofContainer: () => make(CONTAINER),
  };
}

interface Bundle {
  /** In the cache. */
  readonly name: string;
  /** In the package. */
  readonly path: string;
  /** TypeScript that imports what shall be in it. */
  readonly entry: string;
}

const SUPERVISOR: Bundle = {
  name: 'supervisor',
  path: 'index.mjs',
  entry: "export { handler } from './functions/runtime/lambda.ts';\n",
};
const CONTAINER: Bundle = {
  name: 'container',
  path: 'container.mjs',
  entry: "import './functions/runtime/container.ts';\n",
};

function threadEntry(name: string): string {
  return [
    `import { handler } from './functions/${name}/index.ts';`,
    "import { serveTasks } from './functions/runtime/thread.ts';",
    'serveTasks(handler);',
    '',
  ].join('\n');
}

async function bundle(
  root: string,
  { name, path, entry }: Bundle,
  looks: Map<string, Fingerprint>,
): Promise<PackageFile> {
  const options: BuildOptions = {
    stdin: { contents: entry, resolveDir: root, sourcefile: path, loader: 'ts' },
    // Paths in the output are relative to this: the same bytes wherever the clone lies.
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
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
  };
  const key = JSON.stringify([esbuildVersion(), packageFolders(root), options]);
  const content = await cachedBundle({ root, name, key, looks }, () => build(options));
  return { path, mode: FILE_MODE, content };
}

/** esbuild itself is loaded only here: a deploy of unchanged functions does without it. */
async function build(options: BuildOptions): Promise<FreshBundle> {
  const esbuild = await import('esbuild');
  try {
    const { outputFiles, metafile } = await esbuild.build(options);
    // The entry is no file: its text is among the options.
    const inputs = Object.keys(metafile?.inputs ?? {}).filter(input => input !== options.outfile);
    return { content: outputFiles?.[0]?.contents ?? new Uint8Array(), inputs };
  } catch (error) {
    throw isBuildFailure(error)
      ? new ProblemsError(error.errors.map(toProblem), 'the function sources')
      : error;
  }
}

function esbuildVersion(): string {
  const manifest = fileURLToPath(import.meta.resolve('esbuild/package.json'));
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }).version;
}

/** Where packages are looked for, besides the folders of whoever imports them. */
function packageFolders(root: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = root, above = ''; folder !== above; above = folder, folder = dirname(folder)) {
    const own = join(folder, 'node_modules');
    if (existsSync(own)) folders.push(realpathSync(own));
  }
  return folders;
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
