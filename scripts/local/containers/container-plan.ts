import type { ContainerBlueprint, RecordedTask, TaskBlueprint } from '../../aws/ecs-agent.ts';
import { CloudpoolError } from '../../errors.ts';

/** What a task asks for, as far as a process on this machine can give it. */
export interface ContainerPlan {
  /** The part of the task's ARN after the last slash. */
  readonly taskId: string;
  readonly container: string;
  readonly image: string;
  /** What the task definition and the overrides set. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the image's entry point is given. */
  readonly command: readonly string[];
  readonly taskRole: string | undefined;
  /** For what Fargate does before and beside the container. */
  readonly executionRole: string | undefined;
  readonly log: LogPlan | undefined;
  /** Between SIGTERM and SIGKILL. */
  readonly stopMs: number;
}

/** Where the lines go. */
export interface LogPlan {
  readonly group: string;
  readonly stream: string;
}

/** ECS takes 30 s where a task definition names no stopTimeout. */
const DEFAULT_STOP_SECONDS = 30;

/**
 * Reads a task and its definition. Not enforced for a process on this machine: memory and CPU, the network and its security
 * groups, the read-only root file system, the user. Throws what cannot be run at all, as a reason for the stopped task.
 */
export function planContainer(task: RecordedTask, blueprint: TaskBlueprint): ContainerPlan {
  const container = onlyContainer(blueprint);
  const override = task.overrides.get(container.name);
  const taskId = task.arn.slice(task.arn.lastIndexOf('/') + 1);
  return {
    taskId,
    container: container.name,
    image: container.image,
    environment: { ...container.environment, ...override?.environment },
    command: override?.command ?? container.command,
    taskRole: blueprint.taskRole,
    executionRole: blueprint.executionRole,
    log: logPlan(container, { taskId, executionRole: blueprint.executionRole }),
    stopMs: (container.stopTimeout ?? DEFAULT_STOP_SECONDS) * 1_000,
  };
}

/** A reason in the form that ECS gives to tasks which it could not start. */
export function startFailure(kind: string, message: string): CloudpoolError {
  return new CloudpoolError(`${kind}: ${message}`, { code: 'CONTAINER_NOT_STARTED' });
}

function onlyContainer({ family, containers }: TaskBlueprint): ContainerBlueprint {
  const [container, ...others] = containers;
  if (container === undefined || others.length > 0) {
    throw cannotRun(`a task here is one container, and ${family} has ${containers.length}`);
  }
  if (container.entryPoint.length > 0) throw cannotRun(`${family} replaces the entry point of its image`);
  if (container.secrets.length > 0) {
    throw cannotRun(`${family} takes ${container.secrets.join(', ')} from a secret; here nobody reads it`);
  }
  return container;
}

function logPlan(
  { name, logDriver, logOptions }: ContainerBlueprint,
  { taskId, executionRole }: { readonly taskId: string; readonly executionRole: string | undefined },
): LogPlan | undefined {
  if (logDriver === undefined) return undefined;
  if (logDriver !== 'awslogs') throw cannotRun(`the log driver ${logDriver} is not awslogs`);
  const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = logOptions;
  if (!group || !prefix) throw cannotRun('awslogs needs awslogs-group and awslogs-stream-prefix on Fargate');
  if (executionRole === undefined) throw cannotRun('awslogs needs an execution role on Fargate');
  return { group, stream: `${prefix}/${name}/${taskId}` };
}

function cannotRun(message: string): CloudpoolError {
  return startFailure('CannotStartContainerError', message);
}
