import { fileURLToPath } from 'node:url';
import { portOf } from './address.ts';
import { AGENT_HEALTH_PATH, readHealth } from './agent/health.ts';
import type { Service } from './service.ts';

const AGENT = fileURLToPath(new URL('agent/agent.ts', import.meta.url));

/** Describes the local agent, which runs containers and fires schedules for the emulator at `endpoint`. */
export function agentService({
  address,
  endpoint,
  region,
  stateDir,
  hostEnvironment,
}: {
  readonly address: string;
  readonly endpoint: string;
  readonly region: string;
  readonly stateDir: string;
  readonly hostEnvironment: NodeJS.ProcessEnv;
}): Service {
  return {
    what: 'agent',
    address,
    command: process.execPath,
    args: [AGENT, String(portOf(address)), endpoint, region, stateDir],
    environment: temporary => ({
      PATH: hostEnvironment.PATH ?? '',
      // Not the user's home: nothing that runs here may read ~/.aws.
      HOME: temporary,
      TMPDIR: temporary,
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
    healthPath: AGENT_HEALTH_PATH,
    isHealthy: body => readHealth(body) !== undefined,
  };
}
