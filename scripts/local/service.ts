import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../functions/runtime/protocol/ports.ts';
import { CloudpoolError } from '../errors.ts';
import { portOf } from './address.ts';
import { endGroup } from './end-group.ts';
import type { LocalEvent } from './events.ts';
import { describeAnswer, probe } from './probe.ts';
import { identify } from './processes.ts';
import { type ServiceName, type ServiceRecord, writeRecord } from './record.ts';

const POLL_MS = 50;
const READY_DEADLINE_MS = 60_000;
const STOP_GRACE_MS = 2_000;

/** One program that runs beside Cloudpool: how to start it, and how to know that it is ready. */
export interface Service {
  readonly what: ServiceName;
  readonly address: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Its whole environment: nothing else is inherited. `temporary` is an empty folder of its own. */
  environment(temporary: string): Readonly<Record<string, string>>;
  readonly healthPath: string;
  /** Judges the parsed JSON of the health path. */
  isHealthy(body: unknown): boolean;
}

/** What starting needs besides the service itself. */
export interface ServiceContext {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly report: (event: LocalEvent) => void;
  readonly signal: AbortSignal;
}

/**
 * Starts a service in a process group of its own, detached from this process, and waits until it answers. When it does not
 * come up, or `signal` aborts, the group is ended again before this throws.
 */
export async function startService(service: Service, context: ServiceContext): Promise<ServiceRecord> {
  const { what, address } = service;
  const { clock, report, stateDir } = context;
  await refuseTakenPort(service);
  report({ type: 'starting', what, address });
  const started = clock.now();
  const record = launch(service, stateDir, started);
  writeRecord(stateDir, record);
  try {
    await untilHealthy(service, record, context);
  } catch (error) {
    await endGroup({ ...record, mark: stateDir }, { clock, graceMs: STOP_GRACE_MS });
    throw error;
  }
  report({ type: 'ready', what, address, pid: record.pid, seconds: (clock.now() - started) / 1_000 });
  return record;
}

/** The file that holds what a service printed. */
export function logFile(stateDir: string, what: ServiceName): string {
  return join(stateDir, `${what}.log`);
}

const OTHER_PORT: Readonly<Record<ServiceName, string>> = {
  emulator: 'CLOUDPOOL_ENDPOINT=http://127.0.0.1:PORT',
  provider: 'baseUrl in the Settings of pool prices, environments/local.yaml',
  agent: 'it takes a free one, so start again',
};

async function refuseTakenPort({ what, address, healthPath }: Service): Promise<void> {
  const answer = await probe(address, healthPath);
  if (answer.kind === 'nothing') return;
  throw new CloudpoolError(`port ${portOf(address)} is taken by ${describeAnswer(answer)}`, {
    code: 'LOCAL_PORT_TAKEN',
    hint: `Stop it, or give the ${what} another port: ${OTHER_PORT[what]}.`,
  });
}

function launch(service: Service, stateDir: string, started: number): ServiceRecord {
  mkdirSync(stateDir, { recursive: true });
  // Outside the repository: a function must not find the repository's node_modules or package.json above it.
  const temporary = mkdtempSync(join(tmpdir(), 'cloudpool-'));
  const log = openSync(logFile(stateDir, service.what), 'w');
  const child = spawn(service.command, service.args, {
    cwd: stateDir,
    env: service.environment(temporary),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  const { what, address } = service;
  const pid = child.pid ?? 0;
  return { what, address, pid, identity: identify(pid) ?? 'gone', started, temporary };
}

async function untilHealthy(service: Service, record: ServiceRecord, context: ServiceContext): Promise<void> {
  const { clock, signal, stateDir } = context;
  const deadline = clock.now() + READY_DEADLINE_MS;
  for (;;) {
    const answer = await probe(service.address, service.healthPath);
    if (signal.aborted) throw new CloudpoolError('interrupted', { code: 'INTERRUPTED', exitCode: 130 });
    if (identify(record.pid) !== record.identity) throw failed(service, stateDir, 'ended at once');
    if (answer.kind === 'http' && service.isHealthy(answer.body)) return;
    if (clock.now() > deadline)
      throw failed(service, stateDir, `does not answer after ${READY_DEADLINE_MS / 1_000} s`);
    await clock.sleep(POLL_MS, signal);
  }
}

function failed({ what }: Service, stateDir: string, how: string): CloudpoolError {
  const log = logFile(stateDir, what);
  const last = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  return new CloudpoolError(`the ${what} ${how}${last === '' ? '' : `; its last lines:\n${last}`}`, {
    code: 'LOCAL_NOT_STARTED',
    hint: `All that it printed is in ${log}.`,
  });
}
