import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { AgentEcs, RecordedTask } from '../../aws/ecs-agent.ts';
import type { LogsGateway } from '../../aws/logs.ts';
import { asError } from '../../errors.ts';
import type { CredentialDesk } from '../agent/credential-desk.ts';
import type { AgentReport } from '../agent/events.ts';
import type { RoleSessions } from '../agent/role-sessions.ts';
import { type ContainerLog, openContainerLog } from './container-log.ts';
import { type ContainerPlan, planContainer, startFailure } from './container-plan.ts';
import { type ContainerProcess, startContainer } from './container-process.ts';
import { type ContainerPlace, containerVariables } from './container-variables.ts';
import type { Images } from './images.ts';

/** What this machine gives to containers. */
export interface ContainerHost {
  readonly ecs: Pick<AgentEcs, 'blueprint'>;
  readonly logs: () => Promise<LogsGateway>;
  readonly roles: RoleSessions;
  readonly desk: CredentialDesk;
  readonly images: Images;
  readonly clock: Clock;
  readonly report: AgentReport;
  readonly place: Pick<ContainerPlace, 'region' | 'endpoint' | 'agent' | 'root' | 'path'>;
}

/** How a container is asked to end. */
export interface ContainerSignals {
  /** Somebody stopped the task: it has its stopTimeout. */
  readonly stopped: AbortSignal;
  /** The agent leaves: a worker shall give back at once what it holds. */
  readonly leaving: AbortSignal;
}

/** A worker drains at the first signal and gives back at the second: `local stop` shall not take minutes. */
const LEAVE = { graceMs: 8_000, hurryMs: 1_500 };

/** The entry point ended by itself, without an error. The client knows the text, which is AWS's own. */
export const LEFT = 'Essential container in task exited';

/**
 * Runs one task as a process of this machine until it ends. Never rejects: returns why the task is over, in the words of ECS.
 */
export async function runContainer(
  task: RecordedTask,
  host: ContainerHost,
  signals: ContainerSignals,
): Promise<string> {
  const release: (() => void)[] = [];
  try {
    const plan = planContainer(task, await host.ecs.blueprint(task.definition));
    const folder = await host.images.find(plan.image);
    const token = await admit(plan, host, release);
    await requireExecution(plan, host);
    const log = await openLog(plan, task, host);
    if (signals.stopped.aborted || signals.leaving.aborted) return LEFT;
    const scratch = mkdtempSync(join(tmpdir(), 'task-'));
    release.push(() => rmSync(scratch, { recursive: true, force: true }));
    const end = await live(plan, host, {
      log,
      signals,
      process: startContainer({
        folder,
        command: plan.command,
        variables: containerVariables(plan, { ...host.place, token, folder, scratch }),
        onLine: async line => await log?.write(line),
        clock: host.clock,
      }),
    });
    return end === 0 ? LEFT : `${LEFT} with ${end}`;
  } catch (error) {
    return asError(error).message;
  } finally {
    for (const give of release) give();
  }
}

async function live(
  { taskId, stopMs }: ContainerPlan,
  { clock, report }: ContainerHost,
  {
    log,
    signals,
    process,
  }: {
    readonly log: ContainerLog | undefined;
    readonly signals: ContainerSignals;
    readonly process: ContainerProcess;
  },
): Promise<number | NodeJS.Signals> {
  report({ type: 'container-started', task: taskId, process: process.pid });
  const onStopped = () => process.stop(stopMs);
  const onLeaving = () => {
    process.stop(LEAVE.graceMs);
    void clock.sleep(LEAVE.hurryMs).then(process.hurry);
  };
  signals.stopped.addEventListener('abort', onStopped, { once: true });
  signals.leaving.addEventListener('abort', onLeaving, { once: true });
  try {
    return await process.ended;
  } finally {
    signals.stopped.removeEventListener('abort', onStopped);
    signals.leaving.removeEventListener('abort', onLeaving);
    await log?.end();
  }
}

/** Proves that the task's role can be assumed before anything starts, as ECS does. */
async function admit(
  { taskId, taskRole }: ContainerPlan,
  { roles, desk, place }: ContainerHost,
  release: (() => void)[],
): Promise<string | undefined> {
  if (taskRole === undefined) return undefined;
  const source = sourceArn(place.region, taskRole);
  const session = () => roles.get(taskRole, { service: TASKS, source });
  await failingAs(`ECS was unable to assume the role '${taskRole}' that was provided for this task`, session);
  release.push(() => desk.dismiss(taskId));
  return desk.admit(taskId, session);
}

/**
 * Proves that the execution role may do what Fargate does with it: pull the image, write the log. Here the agent does that
 * in its place, because the emulator asks for other ARNs than AWS.
 */
async function requireExecution(plan: ContainerPlan, { roles, place }: ContainerHost): Promise<void> {
  const { executionRole: role, log, image } = plan;
  if (role === undefined) return;
  await failingAs(`ECS was unable to assume the role '${role}' that was provided for this task`, () =>
    roles.get(role, { service: TASKS, source: sourceArn(place.region, role) }),
  );
  const repository = repositoryArn(image);
  if (repository !== undefined) {
    await failingAs('CannotPullContainerError', async () => {
      await roles.require(role, ['ecr:GetAuthorizationToken'], '*');
      await roles.require(role, ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], repository);
    });
  }
  if (log === undefined) return;
  const stream = `arn:aws:logs:${place.region}:${role.split(':')[4]}:log-group:${log.group}:log-stream:${log.stream}`;
  await failingAs(`ResourceInitializationError: ${NO_LOGS}`, () =>
    roles.require(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], stream),
  );
}

async function failingAs<Answer>(kind: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw startFailure(kind, asError(error).message);
  }
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`; `undefined`: in another registry. */
function repositoryArn(image: string): string | undefined {
  const [, account, region, name] = /^(\d{12})\.dkr\.ecr\.([^.]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
  return account && `arn:aws:ecr:${region}:${account}:repository/${name}`;
}

const TASKS = 'ecs-tasks.amazonaws.com';

/** `aws:SourceArn`, as ECS fills it in when it assumes a role for a task. */
function sourceArn(region: string, role: string): string {
  return `arn:aws:ecs:${region}:${role.split(':')[4]}:*`;
}

async function openLog(
  { log, taskId }: ContainerPlan,
  { arn }: RecordedTask,
  { logs, clock, report }: ContainerHost,
): Promise<ContainerLog | undefined> {
  if (log === undefined) return undefined;
  const onLoss = (lines: number, why: string) =>
    report({
      type: 'problem',
      about: arn,
      message: `${lines} lines of the log of task ${taskId} are lost: ${why}`,
    });
  try {
    return await openContainerLog(log, { logs: await logs(), clock, onLoss });
  } catch (error) {
    throw startFailure('ResourceInitializationError', `${NO_LOGS}: ${asError(error).message}`);
  }
}

const NO_LOGS = 'failed to validate logger args';
