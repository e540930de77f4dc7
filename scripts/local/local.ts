import { join } from 'node:path';
import { type Clock, systemClock } from '../../functions/runtime/protocol/ports.ts';
import { CloudpoolError } from '../errors.ts';
import { checkAddress, portOf, resolveAddress } from './address.ts';
import { agentService } from './agent-service.ts';
import { DEFAULT_ENDPOINT, discardState, emulatorService, savedItsState } from './emulator.ts';
import { endGroup } from './end-group.ts';
import type { LocalEvent } from './events.ts';
import { withLock } from './lock.ts';
import { DEFAULT_PROVIDER, providerService } from './provider-service.ts';
import { readRecord, removeRecord, type ServiceName, type ServiceRecord } from './record.ts';
import { type Service, type ServiceContext, startService } from './service.ts';
import { answers, isAlive, type LocalStatus, readStatus } from './status.ts';
import { ensureTools } from './tools.ts';

/** Saving the state of a large environment takes seconds; a function that still runs may hold the emulator up. */
const STOP_GRACE_MS = 30_000;
/** The agent lets its containers give back what they hold, and marks their tasks. */
const CONTAINERS_GRACE_MS = 15_000;
const ANSWER_DEADLINE_MS = 15_000;
const ANY_PORT = 'http://127.0.0.1:0';
const DEFAULT_REGION = 'us-east-1';
const LOST =
  'the emulator was killed before it could save its state: what was deployed is gone, deploy again';

/** Where the repository is, and where the services keep records, logs and state (default `.cloudpool/local` in it). */
export interface LocalOptions {
  readonly root: string;
  readonly stateDir?: string;
  readonly report?: (event: LocalEvent) => void;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

export interface StartOptions extends LocalOptions {
  /** `http://127.0.0.1:PORT`, port 0 = a free one. Default: what `local.yaml` says, port 4566. */
  readonly endpoint?: string;
  /** The same for the recorded provider, by default port 4577. */
  readonly providerAddress?: string;
  /** Where the environment's stacks are: the agent looks for containers there. Default us-east-1. */
  readonly region?: string;
  /** The environment to take PATH and the like from. Default: this process's own. */
  readonly variables?: NodeJS.ProcessEnv;
}

/**
 * Starts the emulator, the recorded provider and the agent where they do not run yet, and waits until all answer. When one
 * of them does not come up, what this call started is ended again. What a killed one left behind is cleaned up first.
 */
export async function startLocal(options: StartOptions): Promise<LocalStatus> {
  const context = contextOf(options);
  const { root, variables = process.env } = options;
  const { endpoint = DEFAULT_ENDPOINT, providerAddress = DEFAULT_PROVIDER } = options;
  for (const address of [endpoint, providerAddress]) checkAddress(address);
  const tools = ensureTools(root);
  return await withLock(context.stateDir, context, async () => {
    const before = living(context, 'emulator');
    const expected = before?.address ?? (await resolveAddress(endpoint));
    const emulator = bringUp(context, 'emulator', before ? endpoint : expected, address =>
      emulatorService({
        root,
        stateDir: context.stateDir,
        endpoint: address,
        tools,
        hostEnvironment: variables,
      }),
    );
    const provider = bringUp(context, 'provider', providerAddress, address =>
      providerService({ address, tools }),
    );
    const agent = bringUpAgent(context, { ...options, endpoint: expected, isNew: before === undefined });
    await allOrNone(context, [agent, emulator, provider]);
    return await readStatus(context.stateDir);
  });
}

/**
 * Ends the services and everything that they started, and proves it. Says so when they did not run. The agent goes first:
 * its containers need the emulator to give back what they hold.
 */
export async function stopLocal(options: LocalOptions): Promise<void> {
  const context = contextOf(options);
  await withLock(context.stateDir, context, async () => {
    await end(context, 'agent');
    await Promise.all([end(context, 'emulator'), end(context, 'provider')]);
  });
}

/** Says how the services stand. Starts and cleans up nothing. */
export function localStatus(options: Pick<LocalOptions, 'root' | 'stateDir'>): Promise<LocalStatus> {
  return readStatus(contextOf(options).stateDir);
}

function contextOf(options: LocalOptions): ServiceContext {
  return {
    stateDir: options.stateDir ?? join(options.root, '.cloudpool', 'local'),
    clock: options.clock ?? systemClock,
    report: options.report ?? (() => undefined),
    signal: options.signal ?? new AbortController().signal,
  };
}

function living({ stateDir }: ServiceContext, what: ServiceName): ServiceRecord | undefined {
  const record = readRecord(stateDir, what);
  return record !== undefined && isAlive(record) ? record : undefined;
}

/** Returns the record of a service that this call started; `undefined` when it ran already. */
async function bringUp(
  context: ServiceContext,
  what: ServiceName,
  wanted: string,
  describe: (address: string) => Service,
): Promise<ServiceRecord | undefined> {
  const record = readRecord(context.stateDir, what);
  if (record !== undefined && isAlive(record)) {
    await acceptRunning(context, record, wanted);
    return undefined;
  }
  if (record !== undefined) await cleanUp(context, record);
  return await startService(describe(await resolveAddress(wanted)), context);
}

/** An agent that stood beside an earlier emulator knows nothing of this one: another one takes its place. */
async function bringUpAgent(
  context: ServiceContext,
  {
    endpoint,
    isNew,
    region = DEFAULT_REGION,
    variables = process.env,
  }: Pick<StartOptions, 'region' | 'variables'> & { readonly endpoint: string; readonly isNew: boolean },
): Promise<ServiceRecord | undefined> {
  const { stateDir } = context;
  const before = readRecord(stateDir, 'agent');
  if (isNew && before !== undefined) await cleanUp(context, before);
  return await bringUp(context, 'agent', ANY_PORT, address =>
    agentService({ address, endpoint, region, stateDir, hostEnvironment: variables }),
  );
}

async function acceptRunning(context: ServiceContext, record: ServiceRecord, wanted: string): Promise<void> {
  const { what, address, pid } = record;
  if (![0, portOf(address)].includes(portOf(wanted))) {
    throw new CloudpoolError(`the ${what} runs at ${address} already, not at ${wanted}`, {
      code: 'LOCAL_OTHER_ADDRESS',
      hint: 'Stop it first: npx cloudpool local stop.',
    });
  }
  const deadline = context.clock.now() + ANSWER_DEADLINE_MS;
  while (!(await answers(record))) {
    if (context.clock.now() > deadline || context.signal.aborted) {
      throw new CloudpoolError(`the ${what} (process ${pid}) runs but does not answer at ${address}`, {
        code: 'LOCAL_UNRESPONSIVE',
        hint: 'Stop it, then start it again: npx cloudpool local stop.',
      });
    }
    await context.clock.sleep(100, context.signal);
  }
  context.report({ type: 'already-running', what, address, pid });
}

/** When one start failed, ends the others in the order in which they are given. */
async function allOrNone(
  context: ServiceContext,
  starts: readonly Promise<ServiceRecord | undefined>[],
): Promise<void> {
  const ends = await Promise.allSettled(starts);
  const failure = ends.find(end => end.status === 'rejected');
  if (failure === undefined) return;
  for (const end of ends) {
    if (end.status === 'fulfilled' && end.value !== undefined) await cleanUp(context, end.value);
  }
  throw failure.reason;
}

async function end(context: ServiceContext, what: ServiceName): Promise<void> {
  const record = readRecord(context.stateDir, what);
  if (record === undefined || !isAlive(record)) context.report({ type: 'not-running', what });
  if (record === undefined) return;
  const ended = isAlive(record);
  await cleanUp(context, record);
  if (ended) context.report({ type: 'stopped', what, pid: record.pid });
}

/** Ends what lives of a service, forgets it, and drops a state that does not match what was deployed. */
async function cleanUp(context: ServiceContext, record: ServiceRecord): Promise<void> {
  const { clock, stateDir, report } = context;
  const end = await endGroup(
    { ...record, mark: stateDir },
    {
      clock,
      graceMs: STOP_GRACE_MS,
      ...(record.what === 'agent' ? { membersGraceMs: CONTAINERS_GRACE_MS } : {}),
    },
  );
  if (record.what === 'emulator' && end !== 'ended' && !savedItsState(stateDir, record)) {
    discardState(stateDir);
    report({ type: 'notice', message: LOST });
  }
  removeRecord(stateDir, record);
}
