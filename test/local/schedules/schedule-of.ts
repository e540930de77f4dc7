import type { TaskSchedule } from '../../../scripts/aws/schedule-target.ts';

/** A schedule that starts one task a day. */
export function scheduleOf(changes: Partial<TaskSchedule> = {}): TaskSchedule {
  return {
    arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/daily',
    name: 'daily',
    kind: 'schedule',
    expression: 'rate(1 day)',
    timezone: 'UTC',
    enabled: true,
    created: Date.parse('2026-11-22T12:00:00Z'),
    start: undefined,
    end: undefined,
    target: {
      cluster: 'arn:aws:ecs:us-east-1:000000000000:cluster/c',
      role: 'arn:aws:iam::000000000000:role/r',
      taskDefinition: 'd',
      count: 1,
      launchType: 'FARGATE',
      capacityProviders: [],
      network: undefined,
      group: undefined,
      input: undefined,
      retries: 5,
      retryForMs: 3_600_000,
      unsupported: [],
    },
    ...changes,
  };
}
