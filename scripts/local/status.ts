import { AGENT_HEALTH_PATH, type AgentHealth, readHealth } from './agent/health.ts';
import { isEmpty, savedItsState } from './emulator.ts';
import { probe } from './probe.ts';
import { identify } from './processes.ts';
import { readRecord, type ServiceName, type ServiceRecord } from './record.ts';

const HEALTH_PATHS = {
  emulator: '/_ministack/health',
  provider: '/_provider/stats',
  agent: AGENT_HEALTH_PATH,
} as const;

/**
 * `running`: lives and answers. `unresponsive`: lives and does not answer. `killed`: it is gone without `local stop`.
 * `stopped`: it does not run, as it should be.
 */
export type ServiceState = 'running' | 'unresponsive' | 'killed' | 'stopped';

export interface ServiceStatus {
  readonly state: ServiceState;
  readonly address?: string;
  readonly pid?: number;
  /** When it was started, milliseconds since the epoch. */
  readonly started?: number;
}

/** The agent, and what it does. */
export interface AgentStatus extends ServiceStatus, Partial<AgentHealth> {}

/** How the local services stand. */
export interface LocalStatus {
  readonly emulator: ServiceStatus;
  readonly provider: ServiceStatus;
  /** Runs containers and fires schedules. */
  readonly agent: AgentStatus;
  /** True when nothing stands in the emulator for sure: it was killed before it saved, or it never ran. Deploy. */
  readonly needsDeploy: boolean;
  readonly stateDir: string;
}

/** Says how the services of a state folder stand. Reads only: a killed service is told, not cleaned up. */
export async function readStatus(stateDir: string): Promise<LocalStatus> {
  const [emulator, provider, agent] = await Promise.all([
    serviceStatus(stateDir, 'emulator'),
    serviceStatus(stateDir, 'provider'),
    agentStatus(stateDir),
  ]);
  const needsDeploy = emulator.state === 'killed' || (emulator.state === 'stopped' && isEmpty(stateDir));
  return { emulator, provider, agent, needsDeploy, stateDir };
}

/** True while the very process that was recorded lives. */
export function isAlive(record: ServiceRecord): boolean {
  return identify(record.pid) === record.identity;
}

/** True when a recorded service answers as it should. */
export async function answers(record: ServiceRecord): Promise<boolean> {
  const answer = await probe(record.address, HEALTH_PATHS[record.what]);
  return answer.kind === 'http' && answer.status === 200;
}

async function agentStatus(stateDir: string): Promise<AgentStatus> {
  const status = await serviceStatus(stateDir, 'agent');
  if (status.state !== 'running' || status.address === undefined) return status;
  const answer = await probe(status.address, AGENT_HEALTH_PATH);
  return { ...status, ...(answer.kind === 'http' ? readHealth(answer.body) : undefined) };
}

async function serviceStatus(stateDir: string, what: ServiceName): Promise<ServiceStatus> {
  const record = readRecord(stateDir, what);
  if (record === undefined) return { state: 'stopped' };
  const { address, pid, started } = record;
  if (isAlive(record)) {
    return { state: (await answers(record)) ? 'running' : 'unresponsive', address, pid, started };
  }
  const saved = what === 'emulator' && savedItsState(stateDir, record);
  return { state: saved ? 'stopped' : 'killed', address, pid, started };
}
