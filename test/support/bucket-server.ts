import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** S3 on the loopback, for processes: as much of it as a worker asks for, over path-style addresses. */
export interface BucketServer {
  readonly endpoint: string;
  /** By key. */
  readonly objects: Map<string, Buffer>;
  close(): Promise<void>;
}

/** Serves one bucket, whatever its name: GET with `If-Match`, PUT with `If-None-Match: *`, and lists of two a page. */
export async function startBucketServer(): Promise<BucketServer> {
  const objects = new Map<string, Buffer>();
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    answer(objects, { request, response, body });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
}

function answer(objects: Map<string, Buffer>, { request, response, body }: Exchange): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, , ...path] = decodeURIComponent(url.pathname).split('/');
  const key = path.join('/');
  const found = objects.get(key);
  const list = url.searchParams.get('list-type') === '2';
  if (request.method === 'PUT' && found !== undefined && request.headers['if-none-match'] === '*') {
    response.writeHead(412).end();
  } else if (request.method === 'PUT') {
    objects.set(key, body);
    response.writeHead(200, { etag: etagOf(body) }).end();
  } else if (list) {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(listOf(objects, url));
  } else if (found !== undefined && ![undefined, etagOf(found)].includes(request.headers['if-match'])) {
    response.writeHead(412).end();
  } else {
    // A range may be ignored: whoever asks for a part takes the whole.
    response.writeHead(found === undefined ? 404 : 200).end(found);
  }
}

const PAGE = 2;

function listOf(objects: ReadonlyMap<string, Buffer>, { searchParams }: URL): string {
  const prefix = searchParams.get('prefix') ?? '';
  const after = searchParams.get('continuation-token') ?? searchParams.get('start-after') ?? '';
  const keys = [...objects.keys()].filter(key => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  const more = keys.length > PAGE;
  const rows = page.map(key => {
    const body = objects.get(key) ?? Buffer.alloc(0);
    return `<Contents><Key>${key}</Key><Size>${body.length}</Size><ETag>${etagOf(body)}</ETag></Contents>`;
  });
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${rows.join('')}</ListBucketResult>`;
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
