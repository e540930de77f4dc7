import { systemClock } from '../../functions/runtime/protocol/ports.ts';
import { type AwsSession, openSession } from '../aws/session.ts';
import { targetOf } from '../aws/target.ts';
import type { InterruptDesk } from '../deploy/apply/interruption.ts';
import { check } from '../deploy/check.ts';
import type { DeployContext } from '../deploy/context.ts';
import { type Environment, loadEnvironment } from '../deploy/environment/environment.ts';
import type { DeployEvent } from '../deploy/events.ts';
import type { DeployGraph } from '../deploy/graph/graph.ts';
import type { PoolContext } from '../pool/connect/context.ts';
import type { RunEvent } from '../pool/events.ts';
import { type CommandContext, environmentName } from './command-context.ts';
import type { Renderer } from './render/renderer.ts';
import { requireEmulator } from './require-emulator.ts';

/** Proves the environment that `-e` names and returns its graph. */
export function loadGraph(context: CommandContext): DeployGraph {
  const { root, directory, terminal } = context;
  return check(environmentName(context), { root, directory, variables: terminal.env });
}

/** Runs work on stacks: with a session of its own, which is closed afterwards, and a renderer, which ends its drawing. */
export async function onStacks<Answer>(
  context: CommandContext,
  graph: DeployGraph,
  parts: {
    readonly renderer: Renderer<DeployEvent>;
    readonly approve: DeployContext['approve'];
    readonly unattended?: boolean;
    readonly interrupt?: InterruptDesk | undefined;
    readonly adopt?: ReadonlySet<string>;
  },
  work: (deploy: DeployContext) => Promise<Answer>,
): Promise<Answer> {
  const { root, signal } = context;
  const { renderer, approve, unattended = false, interrupt, adopt = new Set<string>() } = parts;
  const desk = interrupt === undefined ? {} : { interrupt };
  const { report } = renderer;
  return withSession(context, graph.environment, renderer, session =>
    work({ graph, session, clock: systemClock, root, signal, report, approve, unattended, adopt, ...desk }),
  );
}

/** Runs work on pools and runs in the environment that `-e` names. Templates are not looked at. */
export async function onPools<Answer>(
  context: CommandContext,
  renderer: Renderer<RunEvent>,
  work: (pools: PoolContext) => Promise<Answer>,
): Promise<Answer> {
  const { root, directory, signal, terminal } = context;
  const environment = loadEnvironment(environmentName(context), { root, directory, variables: terminal.env });
  return withSession(context, environment, renderer, session =>
    work({ environment, session, clock: systemClock, report: renderer.report, signal }),
  );
}

async function withSession<Answer>(
  { terminal }: CommandContext,
  environment: Environment,
  renderer: Pick<Renderer<never>, 'close'>,
  work: (session: AwsSession) => Promise<Answer>,
): Promise<Answer> {
  const target = targetOf(environment, terminal.env);
  await requireEmulator(environment.endpoint);
  const session = openSession(target);
  try {
    return await work(session);
  } finally {
    renderer.close();
    session.close();
  }
}
