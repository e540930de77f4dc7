/**
 * The local agent, a program of its own: `node agent.ts PORT ENDPOINT REGION STATE_FOLDER`. It runs the container tasks that
 * the emulator records, and fires the schedules that start them. Its log is one JSON object a line. SIGTERM ends it and
 * its containers.
 */
import { resolve } from 'node:path';
import { runAgent } from './run-agent.ts';

const [, , port = '', endpoint = '', region = '', stateDir = ''] = process.argv;
const end = new AbortController();
process.once('SIGTERM', () => end.abort());
process.once('SIGINT', () => end.abort());

await runAgent({
  root: resolve(import.meta.dirname, '../../..'),
  stateDir,
  target: { region, endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
  port: Number(port),
  path: process.env.PATH ?? '',
  report: event => process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...event })}\n`),
  signal: end.signal,
});
process.exit();
