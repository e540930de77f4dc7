/**
 * The recorded price provider, a program of its own: `node server.ts PORT PRICES`. It serves Tiingo's end-of-day prices from
 * recorded data on the loopback, and counts what it answered under /_provider/stats. SIGTERM ends it.
 */
import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadPrices } from './recorded-prices.ts';
import { type ProviderAnswer, respond } from './respond.ts';

const [, , port = '', pricesFile = ''] = process.argv;
const prices = loadPrices(pricesFile);
const attempts = new Map<string, number>();
const answered: Record<string, number> = {};
let inFlight = 0;
let peakInFlight = 0;

const server = createServer(async ({ url: target = '/' }, response) => {
  const url = new URL(target, 'http://127.0.0.1');
  if (url.pathname === '/_provider/stats') {
    send(response, { status: 200, body: { answered, inFlight, peakInFlight }, latencyMs: 0 });
    return;
  }
  const attempt = (attempts.get(target) ?? 0) + 1;
  attempts.set(target, attempt);
  peakInFlight = Math.max(peakInFlight, ++inFlight);
  const answer = respond(prices, url, attempt);
  await sleep(answer.latencyMs);
  inFlight--;
  answered[answer.status] = (answered[answer.status] ?? 0) + 1;
  send(response, answer);
});

server.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  process.exit();
});

function send(response: ServerResponse, { status, body, retryAfter }: ProviderAnswer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
  });
  response.end(JSON.stringify(body));
}
