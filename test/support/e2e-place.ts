import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '../../functions/runtime/protocol/ports.ts';
import { writeCalls } from '../../scripts/aws/call-log.ts';
import { type AwsCredentials, openSession } from '../../scripts/aws/session.ts';
import type { DeployResult } from '../../scripts/deploy/apply/results.ts';
import { check } from '../../scripts/deploy/check.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import type { DeployEvent } from '../../scripts/deploy/events.ts';
import {
  ADMINISTRATED,
  type Clone,
  cloneRepository,
  deriveEnvironment,
  type LocalChanges,
} from './e2e-clone.ts';
import { createUser } from './e2e-identity.ts';
import { type CommandOptions, type Ended, type RunningCommand, startCommand } from './e2e-process.ts';
import { openWorld, ROOT_USER, type World } from './e2e-world.ts';

/** Functions and programs as a user would write them. */
const FIXTURES = resolve(import.meta.dirname, '../e2e');

/** A clone of the repository whose environment `local` has a prefix of its own on the world's emulator. */
export interface Place {
  readonly world: World;
  readonly clone: Clone;
  readonly prefix: string;
  /** Runs `cloudpool ARGS` in a process of its own, as root unless somebody is named. */
  run(args: readonly string[], options?: CommandSettings): Promise<Ended>;
  start(args: readonly string[], options?: CommandSettings): RunningCommand;
  /** Deploys in this process, where calls can be counted. */
  deploy(as: AwsCredentials, keys?: readonly string[]): Promise<Deployed>;
  /** A path in the clone. */
  file(name: string): string;
}

export interface CommandSettings extends Partial<Pick<CommandOptions, 'input' | 'program'>> {
  readonly as?: AwsCredentials;
  readonly variables?: Readonly<Record<string, string>>;
}

/** How a deploy ended, what it told, and which calls it made, by name. */
export interface Deployed {
  readonly result: DeployResult;
  readonly events: readonly DeployEvent[];
  readonly calls: ReadonlyMap<string, number>;
  readonly writes: ReadonlyMap<string, number>;
}

/** A place whose stacks stand, made by a deployer who held nothing but the deployer policies. */
export interface StandingPlace extends Place {
  readonly deployer: AwsCredentials;
  readonly client: AwsCredentials;
  /** Somebody who works for the pools from a machine of their own. */
  readonly worker: AwsCredentials;
  /** Outputs of all stacks, by key. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Opens a place in which nothing is deployed yet. It goes when the world ends. */
export async function openPlace(changes: Omit<LocalChanges, 'provider'>): Promise<Place> {
  const world = await openWorld();
  const clone = cloneRepository();
  world.atEnd(() => clone.remove());
  for (const folder of ['functions', 'programs']) {
    cpSync(join(FIXTURES, folder), join(clone.root, folder), { recursive: true });
  }
  const local = 'environments/local.yaml';
  clone.write(local, deriveEnvironment(clone.read(local), { provider: world.provider, ...changes }));
  const start: Place['start'] = (args, { as = ROOT_USER, variables = {}, ...rest } = {}) =>
    startCommand(args, {
      ...rest,
      root: clone.root,
      environment: { ...variablesOf(clone, world, as), ...variables },
    });
  return {
    world,
    clone,
    prefix: changes.prefix,
    start,
    run: (args, settings) => start(args, settings).ended,
    deploy: (as, keys = []) => deployHere(clone, world, as, keys),
    file: name => join(clone.root, name),
  };
}

/** Opens a place, prepares it, and deploys it: `iam` and `deployers` by root, everything else by a deployer with the policies of the latter. */
export async function standUp(
  changes: Omit<LocalChanges, 'provider'>,
  prepare: (clone: Clone) => void = () => undefined,
): Promise<StandingPlace> {
  const place = await openPlace(changes);
  prepare(place.clone);
  const people = await createPeople(place, await outputsOf(place.deploy(ROOT_USER, ADMINISTRATED)));
  const outputs = await outputsOf(place.deploy(people.deployer));
  return { ...place, ...people, outputs };
}

/** Outputs of all stacks of a deploy, by key. Throws when one of them failed. */
async function outputsOf(deployed: Promise<Deployed>): Promise<StandingPlace['outputs']> {
  const { result } = await deployed;
  if (!result.succeeded) throw new Error(`not deployed: ${JSON.stringify([...result.stacks.values()])}`);
  return Object.fromEntries([...result.stacks].map(([key, stack]) => [key, stack.outputs]));
}

/** Makes one user for each part that somebody can play, who holds exactly the policies of that part. */
async function createPeople(
  { world, prefix }: Place,
  { iam = {}, deployers = {} }: StandingPlace['outputs'],
): Promise<Pick<StandingPlace, 'deployer' | 'client' | 'worker'>> {
  const userWith = async (name: string, policyArns: readonly (string | undefined)[]) => {
    const arns = policyArns.map(arn => arn ?? '');
    return (await createUser(world.iam, `${prefix}-${name}`, arns)).credentials;
  };
  return {
    deployer: await userWith('deployer', Object.values(deployers)),
    client: await userWith('client', [iam.ClientPolicyArn]),
    worker: await userWith('worker', [iam.WorkerPolicyArn]),
  };
}

let shared: Promise<StandingPlace> | undefined;

/** The place of all tests that only run tasks: pools `prices`, `hello` and `steps`. */
export function sharedPlace(): Promise<StandingPlace> {
  const keep = ['storage', 'network', 'iam', 'prices', 'hello'];
  shared ??= standUp({ prefix: 'e2e', keep, pools: { steps: { function: 'steps' } } });
  return shared;
}

function variablesOf({ root }: Clone, { endpoint }: World, as: AwsCredentials): Record<string, string> {
  return {
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    // Nobody's profile, nobody's credentials.
    HOME: root,
    AWS_EC2_METADATA_DISABLED: 'true',
    CLOUDPOOL_ENDPOINT: endpoint,
    CLOUDPOOL_EMULATOR_CREDENTIALS: `${as.accessKeyId}:${as.secretAccessKey}`,
  };
}

async function deployHere(
  { root }: Clone,
  { endpoint }: World,
  credentials: AwsCredentials,
  keys: readonly string[],
): Promise<Deployed> {
  const graph = check('local', { root, variables: { CLOUDPOOL_ENDPOINT: endpoint } });
  const session = openSession({ region: graph.environment.region, endpoint, credentials });
  const events: DeployEvent[] = [];
  const report = (event: DeployEvent) => void events.push(event);
  const { signal } = new AbortController();
  const approve = async () => true;
  try {
    const result = await deploy(
      { graph, session, root, clock: systemClock, report, signal, approve },
      { keys },
    );
    return { result, events, calls: session.calls.counts(), writes: writeCalls(session.calls) };
  } finally {
    session.close();
  }
}
