import { isObject } from '../probe.ts';

/** How the agent stands. */
export interface AgentHealth {
  /** Containers that run. */
  readonly containers: number;
  /** Schedules and schedule rules that start tasks. */
  readonly schedules: number;
  /** What went wrong lately, the latest last. */
  readonly problems: readonly AgentProblem[];
}

export interface AgentProblem {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** ARN of a task or a schedule, or a name. */
  readonly about: string;
  readonly message: string;
}

/** Where the agent answers with an `AgentHealth`. */
export const AGENT_HEALTH_PATH = '/_agent/health';

/** Reads what the agent answered; `undefined`: something else answered. */
export function readHealth(body: unknown): AgentHealth | undefined {
  if (!isObject(body) || !('containers' in body && 'schedules' in body)) return undefined;
  return {
    containers: Number(body.containers),
    schedules: Number(body.schedules),
    problems: Array.isArray(body.problems) ? body.problems.filter(isProblem) : [],
  };
}

function isProblem(value: unknown): value is AgentProblem {
  return isObject(value) && typeof value.message === 'string' && typeof value.about === 'string';
}
