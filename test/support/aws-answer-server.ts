import { EventEmitter } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface CannedAnswer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on the loopback that answers an SDK client as it is told, and keeps what it was asked. */
export interface AnswerServer {
  readonly requests: ReceivedRequest[];
  /** Emits `request` after each one. */
  readonly events: EventEmitter;
  /** For an SDK client: one try a call, so that every failure is seen. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
  };
  answer(answer: CannedAnswer): void;
  close(): Promise<void>;
}

export async function startAnswerServer(): Promise<AnswerServer> {
  const requests: ReceivedRequest[] = [];
  const events = new EventEmitter();
  let next: CannedAnswer = { status: 200 };
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, headers, body: await text(request) });
    events.emit('request');
    response.writeHead(next.status, { ...next.headers });
    response.end(next.body ?? '');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    events,
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    },
    answer: answer => {
      next = answer;
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
