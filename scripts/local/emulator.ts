import { existsSync, rmSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { portOf } from './address.ts';
import { isObject } from './probe.ts';
import type { ServiceRecord } from './record.ts';
import type { Service } from './service.ts';
import type { Tools } from './tools.ts';

/** Where the emulator listens unless somebody says otherwise. */
export const DEFAULT_ENDPOINT = 'http://127.0.0.1:4566';

/** Host variables that the emulator may see. Functions inherit its whole environment, so it is kept short. */
const ALLOWED = ['LANG', 'LC_ALL', 'TZ'];

/** Describes MiniStack as a service: IAM enforced, loopback only, state below `stateDir`. */
export function emulatorService(options: {
  readonly root: string;
  readonly stateDir: string;
  readonly endpoint: string;
  readonly tools: Tools;
  readonly hostEnvironment: NodeJS.ProcessEnv;
}): Service {
  const { root, stateDir, endpoint, tools, hostEnvironment } = options;
  return {
    what: 'emulator',
    address: endpoint,
    command: tools.ministack,
    args: [],
    environment: temporary => ({
      ...allowed(hostEnvironment),
      // Functions run on the first `node` of this path: the repository's own, not the host's.
      PATH: [join(root, 'node_modules', '.bin'), hostEnvironment.PATH ?? ''].join(delimiter),
      // Not the user's home: nothing that runs here may read ~/.aws.
      HOME: temporary,
      TMPDIR: temporary,
      AWS_EC2_METADATA_DISABLED: 'true',
      // The emulator's own Node code calls url.parse(): its warning would stand in the log of every function.
      NODE_OPTIONS: '--disable-warning=DEP0169',
      AUTH: 'true',
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(portOf(endpoint)),
      LOG_LEVEL: 'WARNING',
      PERSIST_STATE: '1',
      STATE_DIR: join(stateDir, 'state'),
      S3_PERSIST: '1',
      S3_DATA_DIR: join(stateDir, 's3'),
    }),
    healthPath: '/_ministack/health',
    isHealthy: body => isObject(body) && body.auth === 'enabled',
  };
}

/** True when no stack was kept: the environment has to be deployed. */
export function isEmpty(stateDir: string): boolean {
  return !existsSync(stacksFile(stateDir));
}

/**
 * True when an emulator that is gone wrote its state before it went. It does so on SIGTERM only, all services at once, so the
 * stacks' file tells for all of them; an emulator that never had a stack has nothing to lose.
 */
export function savedItsState(stateDir: string, record: ServiceRecord): boolean {
  const saved = statSync(stacksFile(stateDir), { throwIfNoEntry: false });
  return saved !== undefined && saved.mtimeMs >= record.started;
}

/** Forgets everything that the emulator kept. */
export function discardState(stateDir: string): void {
  for (const folder of ['state', 's3']) rmSync(join(stateDir, folder), { recursive: true, force: true });
}

function stacksFile(stateDir: string): string {
  return join(stateDir, 'state', 'cloudformation.json');
}

function allowed(host: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(ALLOWED.flatMap(name => (host[name] === undefined ? [] : [[name, host[name]]])));
}
