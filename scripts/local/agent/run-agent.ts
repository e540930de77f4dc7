import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../../../functions/runtime/protocol/ports.ts';
import { openAgentEcs } from '../../aws/ecs-agent.ts';
import { openEmulatorRoles } from '../../aws/emulator-role.ts';
import { openRules } from '../../aws/events.ts';
import { openLogs } from '../../aws/logs.ts';
import { runTarget } from '../../aws/schedule-target.ts';
import { openScheduler } from '../../aws/scheduler.ts';
import { type AwsTarget, openSession } from '../../aws/session.ts';
import { openImages } from '../containers/images.ts';
import { runContainer } from '../containers/run-container.ts';
import { type TaskWatch, watchTasks } from '../containers/task-watch.ts';
import type { StartTasks } from '../schedules/fire.ts';
import { type ScheduleWatch, watchSchedules } from '../schedules/schedule-watch.ts';
import { createCredentialDesk } from './credential-desk.ts';
import type { AgentReport } from './events.ts';
import { keepLooking } from './keep-looking.ts';
import { createProblemList } from './problem-list.ts';
import { createRoleSessions, type RoleSessions } from './role-sessions.ts';
import { startServer } from './server.ts';

export interface AgentOptions {
  /** The repository. */
  readonly root: string;
  readonly stateDir: string;
  /** The emulator, and its root. */
  readonly target: AwsTarget & { readonly endpoint: string };
  readonly port: number;
  /** Where the host looks for programs. */
  readonly path: string;
  readonly report: AgentReport;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/**
 * Stands for what AWS has between an API and a machine: runs the tasks that the emulator records as processes, and fires
 * the schedules and rules that target a cluster. Resolves when it was told to end and nothing of it is left.
 */
export async function runAgent(options: AgentOptions): Promise<void> {
  const { target, port, signal } = options;
  const clock = systemClock;
  const problems = createProblemList(clock);
  const report: AgentReport = event => {
    problems.note(event);
    options.report(event);
  };
  const session = openSession(target);
  const desk = createCredentialDesk();
  const watches: { tasks?: TaskWatch; schedules?: ScheduleWatch } = {};
  const health = () => ({
    containers: watches.tasks?.containers ?? 0,
    schedules: watches.schedules?.schedules ?? 0,
    problems: problems.list(),
  });
  const server = await startServer(port, { health, desk });
  const agent = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  report({ type: 'listening', address: agent, endpoint: target.endpoint });
  const parts = { ...options, agent, clock, report, session, desk, roles: rolesOf(session, clock) };
  watches.tasks = await openTaskWatch(parts);
  watches.schedules = openScheduleWatch(parts);
  await keepLooking({ tasks: watches.tasks, schedules: watches.schedules, clock, report, signal });
  report({ type: 'leaving' });
  await Promise.all([watches.tasks.leave(), watches.schedules.settle()]);
  server.close();
  server.closeAllConnections();
  session.close();
}

interface Parts extends AgentOptions {
  readonly agent: string;
  readonly clock: Clock;
  readonly session: ReturnType<typeof openSession>;
  readonly desk: ReturnType<typeof createCredentialDesk>;
  readonly roles: RoleSessions;
}

function rolesOf(session: Parts['session'], clock: Clock): RoleSessions {
  return createRoleSessions({ roles: openEmulatorRoles(session), clock });
}

async function openTaskWatch(parts: Parts): Promise<TaskWatch> {
  const { target, agent, root, stateDir, path, clock, report, session, desk, roles } = parts;
  const ecs = await openAgentEcs(session);
  const host = {
    ecs,
    roles,
    desk,
    clock,
    report,
    logs: () => openLogs(session),
    images: openImages({ root, stateDir, clock, report }),
    place: { region: target.region, endpoint: target.endpoint, agent, root, path },
  };
  return watchTasks({
    ecs,
    report,
    since: clock.now(),
    run: (task, signals) => runContainer(task, host, signals),
  });
}

function openScheduleWatch(parts: Parts): ScheduleWatch {
  const { clock, report, session, signal } = parts;
  // Most environments have no cluster, and so nothing to fire: the clients are loaded when the first one is there.
  let opened: ReturnType<typeof openBoth> | undefined;
  const openBoth = () => Promise.all([openScheduler(session), openRules(session)]);
  const list = async () => {
    opened ??= openBoth();
    const gateways = await opened;
    return (await Promise.all(gateways.map(gateway => gateway.list()))).flat();
  };
  return watchSchedules({ list, start: startTasks(parts), clock, random: Math.random, report, signal });
}

/** Starts tasks with the rights of the schedule's role: what it lacks fails here as it does on AWS. */
function startTasks({ target, roles }: Parts): StartTasks {
  return async (schedule, request) => {
    const service = schedule.kind === 'rule' ? 'events.amazonaws.com' : 'scheduler.amazonaws.com';
    const credentials = await roles.get(schedule.target.role, { service, source: sourceOf(schedule) });
    const session = openSession({ ...target, credentials });
    try {
      return await runTarget(session, schedule.target, request);
    } finally {
      session.close();
    }
  };
}

/** `aws:SourceArn`: Scheduler fills in the schedule's group, EventBridge the rule. */
function sourceOf({ kind, arn }: { readonly kind: 'schedule' | 'rule'; readonly arn: string }): string {
  if (kind === 'rule') return arn.split('#')[0] ?? arn;
  const [, group] = arn.slice(arn.indexOf(':schedule/')).split('/');
  return `${arn.slice(0, arn.indexOf(':schedule/'))}:schedule-group/${group}`;
}
