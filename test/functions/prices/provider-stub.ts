import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the stub answers next. `hang up`: it closes the connection without an answer. */
export type StubAnswer =
  | { readonly status: number; readonly body?: unknown; readonly retryAfter?: string }
  | 'hang up'
  | 'no answer';

export interface ProviderStub extends AsyncDisposable {
  readonly baseUrl: string;
  readonly requests: readonly IncomingMessage[];
}

/** A provider on the loopback that gives the answers in order, and the last one again and again. */
export async function providerStub(...answers: readonly StubAnswer[]): Promise<ProviderStub> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.push(request), answers.length) - 1];
    if (answer === 'no answer') return;
    if (answer === 'hang up' || answer === undefined) return void request.socket.destroy();
    const { status, body = [], retryAfter } = answer;
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
