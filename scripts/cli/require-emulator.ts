import { connect } from 'node:net';
import { CloudpoolError } from '../errors.ts';

const PATIENCE_MS = 3_000;

/**
 * Refuses at once where nothing listens at the emulator's address: the SDK would try again for seconds before it says so.
 * On AWS there is nothing to look at.
 */
export async function requireEmulator(endpoint: string | undefined): Promise<void> {
  if (endpoint === undefined || (await listens(endpoint))) return;
  throw new CloudpoolError(`The emulator does not run: nothing listens at ${endpoint}.`, {
    code: 'EMULATOR_NOT_RUNNING',
    hint: 'Start it: npx cloudpool local start',
  });
}

function listens(endpoint: string): Promise<boolean> {
  const { hostname, port } = new URL(endpoint);
  return new Promise(resolve => {
    const socket = connect({ host: hostname, port: Number(port || 80), timeout: PATIENCE_MS });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
