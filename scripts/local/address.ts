import { createServer } from 'node:net';
import { CloudpoolError } from '../errors.ts';

const LOOPBACK = ['127.0.0.1', 'localhost'];

/** Refuses everything but `http://127.0.0.1:PORT`: the local services listen on the loopback only. */
export function checkAddress(text: string): void {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname) && url.pathname === '/') return;
  throw new CloudpoolError(`expected an address like http://127.0.0.1:4566, got ${text}`, {
    code: 'LOCAL_ADDRESS',
    hint: 'The local services listen on the loopback only, over http.',
    exitCode: 2,
  });
}

/** Turns port 0 into one that is free now. */
export async function resolveAddress(address: string): Promise<string> {
  return `http://127.0.0.1:${portOf(address) || (await freePort())}`;
}

/** The port of an address; 0 = any that is free. */
export function portOf(address: string): number {
  return Number(new URL(address).port || 80);
}

async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
  });
  return await promise;
}
