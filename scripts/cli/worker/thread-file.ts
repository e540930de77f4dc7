import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBundler } from '../../deploy/package/bundle.ts';
import { packageHash, packageKey } from '../../deploy/package/files.ts';
import { CloudpoolError } from '../../errors.ts';

/** A function as this clone has it, ready for a worker's threads. */
export interface ThreadFile {
  /** The module that serves the function's task on a thread. */
  readonly file: string;
  /** The key that its package has, or would have, in the artifact bucket. */
  readonly code: string;
}

/** Bundles a function's code for threads into `.cloudpool/workers/`, once for each version. */
export async function writeThreadFile(root: string, functionName: string): Promise<ThreadFile> {
  const files = await createBundler(root).ofFunction(functionName);
  const folder = join(root, '.cloudpool/workers', packageHash(files));
  const file = join(folder, 'thread.mjs');
  const content = files.find(({ path }) => path === 'thread.mjs')?.content ?? new Uint8Array();
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Several workers may start at once: a file that is there is whole.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, content);
    renameSync(draft, file);
  }
  return { file, code: packageKey(functionName, files) };
}

/** A run's results are promised to come from the code that is deployed. */
export function requireDeployedCode(
  pool: { readonly key: string; readonly code: string },
  { code }: ThreadFile,
  environment: string,
): void {
  if (code === pool.code) return;
  const flag = environment === 'local' ? '' : ` -e ${environment}`;
  throw new CloudpoolError(
    `the code of pool ${pool.key} is not the code of this clone: ${pool.code || 'none'} is deployed, and this is ${code}`,
    {
      code: 'CODE_DIFFERS',
      exitCode: 2,
      hint: `npx cloudpool deploy ${pool.key}${flag} deploys this one; or check out the one that is deployed.`,
    },
  );
}
