import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { asError } from '../../errors.ts';
import type { CredentialDesk } from './credential-desk.ts';
import type { AgentHealth } from './health.ts';

/** What the agent answers to whoever asks on this machine. */
export interface AgentDesk {
  readonly health: () => AgentHealth;
  readonly desk: CredentialDesk;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Listens on the loopback: health for `local status`, and for containers what they find on Fargate at 169.254.170.2:
 * credentials of the task role (`AWS_CONTAINER_CREDENTIALS_FULL_URI`), their id and task protection.
 */
export async function startServer(port: number, desk: AgentDesk): Promise<Server> {
  const server = createServer(async (request, response) => {
    try {
      send(response, await answer(request, desk));
    } catch (error) {
      send(response, { status: 500, body: { message: asError(error).message } });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return server;
}

async function answer(request: IncomingMessage, { health, desk }: AgentDesk): Promise<Answer> {
  const [, area, task = '', ...rest] = (request.url ?? '').split('/');
  if (area === '_agent') return { status: 200, body: health() };
  if (area === 'credentials') return await credentials(desk, task, request.headers.authorization ?? '');
  if (area === 'v4') return { status: 200, body: { DockerId: task, Name: 'worker', KnownStatus: 'RUNNING' } };
  if (area === 'api' && rest.join('/') === 'task-protection/v1/state') return PROTECTS_NO_TASK;
  return { status: 404, body: { message: `nothing is at ${request.url}` } };
}

/** What ECS says of a task that belongs to no service, as every task here. */
const PROTECTS_NO_TASK: Answer = {
  status: 400,
  body: { error: { Code: 'TaskNotValidException', Message: 'The task is not part of a service.' } },
};

async function credentials(desk: CredentialDesk, task: string, token: string): Promise<Answer> {
  const session = await desk.ask(task, token);
  if (session === 'unknown') return { status: 403, body: { message: 'no such task, or not its token' } };
  return {
    status: 200,
    body: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      Token: session.sessionToken,
      Expiration: new Date(session.expires).toISOString(),
    },
  };
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
