import type { OpenContext } from '../context.ts';
import type { DoomedStack } from './destroy-plan.ts';

/** Milliseconds that subnets and security groups usually take at most to go. */
const PATIENCE = 30_000;
const LOOK = 5_000;

/** What AWS deletes only once no network interface is in it any more. */
const NETWORK_TYPES: ReadonlySet<string> = new Set([
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
]);

export interface InterfaceWatch {
  readonly stack: DoomedStack;
  /** All stacks that are deleted: those that used the network had interfaces in it. */
  readonly stacks: readonly DoomedStack[];
  /** Logical ids of what CloudFormation works on. */
  readonly working: () => readonly string[];
}

/**
 * Deletes a stack; says once what it waits for when subnets or security groups do not go: AWS takes the network
 * interfaces of functions, tasks and endpoints away by itself, but minutes after they ended.
 */
export async function watchInterfaces<Result>(
  context: OpenContext,
  watch: InterfaceWatch,
  work: () => Promise<Result>,
): Promise<Result> {
  const network = watch.stack.resources.filter(({ type }) => NETWORK_TYPES.has(type));
  if (network.length === 0) return work();
  const over = new AbortController();
  void look(context, watch, over.signal);
  try {
    return await work();
  } finally {
    over.abort();
  }
}

async function look(context: OpenContext, watch: InterfaceWatch, over: AbortSignal): Promise<void> {
  const { clock, report } = context;
  const since = new Map<string, number>();
  while (!over.aborted) {
    const working = new Set(watch.working());
    const network = watch.stack.resources.filter(
      ({ logicalId, type }) => NETWORK_TYPES.has(type) && working.has(logicalId),
    );
    for (const { logicalId } of network) if (!since.has(logicalId)) since.set(logicalId, clock.now());
    const late = network.filter(({ logicalId }) => clock.now() - (since.get(logicalId) ?? 0) > PATIENCE);
    if (late.length > 0) return report({ type: 'notice', message: sentence(context, watch, late) });
    await clock.sleep(LOOK, over);
  }
}

function sentence(
  { graph }: OpenContext,
  { stack, stacks }: InterfaceWatch,
  late: DoomedStack['resources'],
): string {
  const ids = late.map(({ logicalId }) => logicalId).join(', ');
  const [first] = late;
  const filter = FILTERS.find(({ type }) => type === first?.type)?.name ?? 'vpc-id';
  const command = `aws ec2 describe-network-interfaces --filters Name=${filter},Values=${first?.physicalId} --region ${graph.environment.region}`;
  const verb = late.length === 1 ? 'waits' : 'wait';
  return `${stack.key}: ${ids} ${verb} for network interfaces of ${usersOf(stack, stacks)}. AWS takes them away by itself; which are left: ${command}`;
}

const FILTERS = [
  { type: 'AWS::EC2::SecurityGroup', name: 'group-id' },
  { type: 'AWS::EC2::Subnet', name: 'subnet-id' },
] as const;

/** Who had interfaces in the network: its own endpoints, and the stacks that were deleted before it because they used it. */
function usersOf({ key, after, resources }: DoomedStack, stacks: readonly DoomedStack[]): string {
  const users = stacks
    .filter(stack => after.includes(stack.key))
    .flatMap(stack => {
      const kinds = new Set(
        stack.resources.flatMap(({ type }) => KINDS.find(kind => type.startsWith(kind.type))?.name ?? []),
      );
      return kinds.size === 0 ? [] : [`${[...kinds].join(' and ')} of ${stack.key}`];
    });
  const own = resources.some(({ type }) => type === 'AWS::EC2::VPCEndpoint')
    ? [`the endpoints of ${key}`]
    : [];
  const all = [...users, ...own];
  return all.length === 0 ? 'something outside these stacks' : all.join(', ');
}

const KINDS = [
  { type: 'AWS::ECS::', name: 'the containers' },
  { type: 'AWS::Lambda::Function', name: 'the functions' },
  { type: 'AWS::ElasticLoadBalancing', name: 'the load balancers' },
  { type: 'AWS::RDS::', name: 'the databases' },
  { type: 'AWS::EC2::Instance', name: 'the instances' },
] as const;
