import { CloudpoolError } from '../../errors.ts';
import { findPool } from '../../pool/connect/find-pool.ts';
import { type CommandContext, type ExitCode, printJson, say } from '../command-context.ts';
import { lineRenderer } from '../render/renderer.ts';
import { onPools } from '../session.ts';
import { requireDeployedCode, writeThreadFile } from '../worker/thread-file.ts';
import { type WorkerEvent, workerLines } from '../worker/worker-events.ts';
import { runWorkerProcess } from '../worker/worker-process.ts';
import { workerVariables } from '../worker/worker-variables.ts';

export interface WorkerCommandOptions {
  readonly pool: string;
  /** Seconds without a message after which it leaves. Default: never. */
  readonly idle?: number | undefined;
  /** Chunks at once. Default: what the processors of this machine are good for. */
  readonly slots?: number | undefined;
}

/** Works for a pool on this machine, with the very code that is deployed, until Ctrl-C or until it has been idle. */
export async function workerCommand(
  context: CommandContext,
  { pool: key, idle, slots }: WorkerCommandOptions,
): Promise<ExitCode> {
  const { root, signal, terminal } = context;
  const quiet = lineRenderer(() => undefined);
  const variables = await onPools<NodeJS.ProcessEnv>(context, quiet, async pools => {
    const pool = await findPool(pools, key);
    const thread = await writeThreadFile(root, functionOf(pools.environment, key));
    requireDeployedCode(pool, thread, pools.environment.reference);
    const { target } = pools.session;
    return workerVariables({ pool, target, thread: thread.file, idle, slots }, terminal.env);
  });
  await runWorkerProcess({ root, variables, signal, report: event => show(context, event) });
  return signal.aborted ? 130 : 0;
}

function show(context: CommandContext, event: WorkerEvent): void {
  if (context.options.json) printJson(context, event);
  else say(context, ...workerLines(event));
}

function functionOf(
  { stacks }: { readonly stacks: ReadonlyMap<string, { readonly function?: string | undefined }> },
  key: string,
): string {
  const name = stacks.get(key)?.function;
  if (name !== undefined) return name;
  throw new CloudpoolError(`the environment file names no function for pool ${key}`, {
    code: 'NO_FUNCTION',
    exitCode: 2,
    hint: `Write \`function: NAME\` into stack ${key}: its code runs here.`,
  });
}
