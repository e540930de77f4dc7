import type { Clock } from '../../functions/runtime/protocol/ports.ts';
import { AwsError } from '../../scripts/aws/aws-error.ts';
import type { CloudFormationGateway, StackState } from '../../scripts/aws/cloudformation.ts';
import {
  exportsOf,
  findStack,
  importersOf,
  type MemoryAccount,
  type MemoryStack,
  refused,
  requireStack,
  throttled,
} from './cloudformation-account.ts';
import { createChangeSet, executeChangeSet, findChangeSet } from './cloudformation-change-sets.ts';
import { createStack } from './cloudformation-creations.ts';
import { runDeletion } from './cloudformation-deletions.ts';
import { createDriftCalls, type Drifting } from './cloudformation-drift.ts';
import { physicalId, type Script, type World } from './cloudformation-events.ts';
import { createNestedStacks } from './cloudformation-nested.ts';
import { cancelUpdate, rollBackUpdate } from './cloudformation-operations.ts';

/** An in-memory CloudFormation that keeps AWS's rules, also those that the emulator does not. */
export interface MemoryCloudFormation {
  readonly gateway: CloudFormationGateway;
  readonly account: MemoryAccount;
  readonly script: Script;
  /** `<stack name>/<logical id>` → how it differs from its template; nothing does unless it stands here. */
  readonly drifting: Map<string, Drifting>;
  /** Names of the calls, in order. */
  readonly calls: string[];
  /** Before a call: `throttle` refuses it, `lose` does it and loses the answer. */
  disturb: (call: string) => 'throttle' | 'lose' | undefined;
}

export function createMemoryCloudFormation(clock: Clock): MemoryCloudFormation {
  let ids = 0;
  const nextId = () => {
    ids += 1;
    return String(ids);
  };
  const script: Script = {
    seconds: () => 5,
    failures: new Map(),
    rollbackFailures: new Map(),
    replaced: new Set(),
    validations: new Map(),
    nestedTemplates: new Map(),
    isFull: () => false,
    isBusy: () => false,
  };
  const account: MemoryAccount = { stacks: [] };
  const world: World = { clock, account, script, nextId, nested: createNestedStacks(() => world) };
  const drifting = new Map<string, Drifting>();
  const memory: MemoryCloudFormation = {
    account: world.account,
    script,
    drifting,
    calls: [],
    disturb: () => undefined,
    gateway: disturbed({ ...createGateway(world), ...createDriftCalls(world, drifting) }, name => {
      memory.calls.push(name);
      return memory.disturb(name);
    }),
  };
  return memory;
}

/** Every call is counted, takes a turn, and may be throttled or lose its answer. */
function disturbed(
  gateway: CloudFormationGateway,
  disturb: (call: string) => 'throttle' | 'lose' | undefined,
): CloudFormationGateway {
  const calls = Object.entries(gateway).map(([name, call]: [string, Call]) => [
    name,
    async (...inputs: unknown[]) => {
      const fault = disturb(name);
      if (fault === 'throttle') throw throttled(name);
      const answer = await call(...inputs);
      if (fault !== 'lose') return answer;
      throw new AwsError(`${name}: socket hang up`, {
        code: 'NETWORK',
        awsName: 'ECONNRESET',
        transient: true,
      });
    },
  ]);
  return Object.fromEntries(calls);
}

type Call = (...inputs: unknown[]) => Promise<unknown>;

function createGateway(
  world: World,
): Omit<CloudFormationGateway, 'detectDrift' | 'driftDetection' | 'resourceDrifts'> {
  const { account, clock, script } = world;
  return {
    describeStack: async nameOrId => {
      const stack = findStack(account, nameOrId);
      return stack === undefined ? undefined : toState(stack);
    },
    getTemplate: async nameOrId => requireStack(account, nameOrId).templateBody,
    createStack: async (request, token) => createStack(world, request, token),
    createChangeSet: async request => createChangeSet(world, request),
    describeChangeSet: async id => {
      const { changeSet } = findChangeSet(account, id);
      return clock.now() < changeSet.readyAt
        ? { ...changeSet.state, status: 'CREATE_IN_PROGRESS', rows: [] }
        : changeSet.state;
    },
    listChangeSets: async id =>
      [...requireStack(account, id).changeSets.values()].map(({ state, request }) => ({
        id: state.id,
        name: request.changeSetName,
        executionStatus: state.executionStatus,
        createdAt: state.createdAt,
      })),
    deleteChangeSet: async id => {
      for (const stack of account.stacks) stack.changeSets.delete(id);
    },
    executeChangeSet: async (id, { token }) => executeChangeSet(world, id, token),
    updateStack: async () => {
      throw refused('No updates are to be performed.');
    },
    deleteStack: async (id, { token }) => {
      const stack = requireStack(account, id);
      if (stack.terminationProtection)
        throw refused(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      runDeletion(world, stack, token);
    },
    continueUpdateRollback: async (id, { token }) => {
      const stack = requireStack(account, id);
      if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
        throw refused(`Stack:${id} is in ${stack.status} state and can not continue its rollback.`);
      void rollBackUpdate(world, stack, token);
    },
    cancelUpdate: async (id, token) => cancelUpdate(requireStack(account, id), token),
    setTerminationProtection: async (name, on) => {
      requireStack(account, name).terminationProtection = on;
    },
    stackEvents: async (id, pages) => {
      const events = requireStack(account, id).events.toReversed();
      return pages === 'newest' ? events.slice(0, 100) : events;
    },
    validationFailures: async id => {
      const { stack } = findChangeSet(account, id);
      return script.validations.get(stack.name) ?? [];
    },
    stackValidationFailures: async id => script.validations.get(requireStack(account, id).name) ?? [],
    listResources: async id => {
      const stack = requireStack(account, id);
      return (stack.seen?.resources ?? []).map(({ logicalId, type }) => ({
        logicalId,
        physicalId: physicalId(stack, logicalId),
        resourceType: type,
        status: stack.deletions.get(logicalId) ?? 'CREATE_COMPLETE',
      }));
    },
    importers: async name => importersOf(account, name),
    stackNames: async () =>
      account.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').map(({ name }) => name),
    exportNames: async () => new Set(exportsOf(account).keys()),
  };
}

function toState(stack: MemoryStack): StackState {
  const { id, name, status, parameters, tags, roleArn, terminationProtection, updated, seen } = stack;
  const outputs = (seen?.outputs ?? []).map(
    ({ name, value, exportName }) => [name, { value, exportName }] as const,
  );
  return {
    id,
    name,
    status,
    parameters,
    tags,
    roleArn,
    terminationProtection,
    updated,
    outputs: new Map(outputs),
  };
}
