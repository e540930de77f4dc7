import { delimiter, join } from 'node:path';
import type { ContainerPlan } from './container-plan.ts';

/** Where a container finds what ECS gives it, and where it lives. */
export interface ContainerPlace {
  readonly region: string;
  /** The emulator. */
  readonly endpoint: string;
  /** The agent. */
  readonly agent: string;
  /** Shown to the agent for the credentials of the task role; `undefined`: the task has no role. */
  readonly token: string | undefined;
  /** What the image holds: `/app` in a real one. */
  readonly folder: string;
  /** An empty folder of its own. */
  readonly scratch: string;
  /** The repository, for its Node. */
  readonly root: string;
  /** Where the host looks for programs. */
  readonly path: string;
}

/** The whole environment of a container's process: what Fargate sets, and what the task says. Nothing of the host but PATH. */
export function containerVariables(plan: ContainerPlan, place: ContainerPlace): Record<string, string> {
  const { agent, region, token, folder, scratch } = place;
  return {
    PATH: [join(place.root, 'node_modules', '.bin'), place.path].join(delimiter),
    PWD: folder,
    HOME: scratch,
    TMPDIR: scratch,
    AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: place.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    ECS_CONTAINER_METADATA_URI_V4: `${agent}/v4/${plan.taskId}`,
    ECS_AGENT_URI: `${agent}/api/${plan.taskId}`,
    ...(token === undefined
      ? {}
      : {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `${agent}/credentials/${plan.taskId}`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
        }),
    ...plan.environment,
  };
}
