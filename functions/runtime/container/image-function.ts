import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** One function's code, ready for threads. */
export interface FunctionCode {
  /** The module that serves the function's task on a thread. */
  readonly thread: URL;
  /** The key of the same code in the artifact bucket. */
  readonly code: string;
}

/**
 * Finds the function that a worker shall serve: the one that its environment names among those of the image
 * (`CLOUDPOOL_FUNCTION`; `codes.json` and `<function>/thread.mjs` lie beside the entry), unless module and code are given
 * by themselves (`CLOUDPOOL_THREAD`, `CLOUDPOOL_CODE`). Throws an error that names what is missing.
 */
export function findFunction(variables: NodeJS.ProcessEnv, beside: string): FunctionCode {
  const { CLOUDPOOL_THREAD: thread, CLOUDPOOL_CODE: code, CLOUDPOOL_FUNCTION: name } = variables;
  if (thread && code) return { thread: pathToFileURL(thread), code };
  if (!name) throw new Error('the environment lacks CLOUDPOOL_FUNCTION, the function to serve');
  const codes = readCodes(new URL('./codes.json', beside));
  const ofImage = codes.get(name);
  if (ofImage === undefined) {
    throw new Error(`the image has no function ${name}, only ${[...codes.keys()].join(', ') || 'none'}`);
  }
  return {
    thread: thread ? pathToFileURL(thread) : new URL(`./${name}/thread.mjs`, beside),
    code: code || ofImage,
  };
}

function readCodes(file: URL): ReadonlyMap<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
  } catch (error) {
    throw new Error(`${file.pathname} does not say which functions the image has`, { cause: error });
  }
}
