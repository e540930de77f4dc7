import { fileURLToPath } from 'node:url';
import { portOf } from './address.ts';
import { isObject } from './probe.ts';
import type { Service } from './service.ts';
import type { Tools } from './tools.ts';

/** Where the recorded provider listens: the address in the settings of pool `prices` in environments/local.yaml. */
export const DEFAULT_PROVIDER = 'http://127.0.0.1:4577';

const SERVER = fileURLToPath(new URL('provider/server.ts', import.meta.url));

/** Describes the recorded price provider as a service. */
export function providerService({
  address,
  tools,
}: {
  readonly address: string;
  readonly tools: Tools;
}): Service {
  return {
    what: 'provider',
    address,
    command: process.execPath,
    args: [SERVER, String(portOf(address)), tools.prices],
    environment: () => ({}),
    healthPath: '/_provider/stats',
    isHealthy: body => isObject(body) && 'answered' in body,
  };
}
