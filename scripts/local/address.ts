import { createServer } from 'node:net';
import { CloudpoolError } from '../errors.ts';

const LOOPBACK = ['127.0.0.1', 'localhost'];

/** Reads `http://127.0.0.1:PORT`; port 0 becomes one that is free now. Everything but http on the loopback is refused. */
export async function resolveAddress(text: string): Promise<string> {
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'http:' || !LOOPBACK.includes(url.hostname) || url.pathname !== '/') {
    throw new CloudpoolError(`expected an address like http://127.0.0.1:4566, got ${text}`, {
      code: 'LOCAL_ADDRESS',
      hint: 'The local services listen on the loopback only, over http.',
      exitCode: 2,
    });
  }
  const port = Number(url.port || 80);
  return `http://127.0.0.1:${port === 0 ? await freePort() : port}`;
}

/** The port of an address that `resolveAddress` gave. */
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
