import { expect } from 'chai';
import fc from 'fast-check';
import type { CloudFormationGateway, StackRequest } from '../../scripts/aws/cloudformation.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import type { ChangeRow } from '../../scripts/deploy/events.ts';
import { unapprovedRows } from '../../scripts/deploy/plan/approved-rows.ts';
import type { DeployPlan } from '../../scripts/deploy/plan.ts';
import { effectiveParameters, newStack } from '../support/cloudformation-account.ts';
import { findChangeSet } from '../support/cloudformation-change-sets.ts';
import { type Bench, createBench, endsOf, type TestStack } from './support.ts';

/** Stacks that may import from those before them, before and after a change. */
const drafts = fc.array(
  fc.record({
    imports: fc.array(fc.nat(5), { maxLength: 2 }),
    importsLater: fc.array(fc.nat(5), { maxLength: 2 }),
    changes: fc.boolean(),
    fails: fc.boolean(),
    /** Somebody left the shell of a stack: it is created by a change set, and not at once. */
    shell: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

const scenario = fc.record({
  drafts,
  /** The gateway call at which the process is killed. */
  crashAt: fc.nat(120),
  afterChange: fc.boolean(),
  throttled: fc.integer({ min: 0, max: 30 }),
  lost: fc.integer({ min: 0, max: 10 }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer Value> ? Value : never;

describe('deploy, killed and disturbed at random', () => {
  it('keeps its promises, and the next deploy finishes the work', async function () {
    this.timeout(120_000);
    const seen = { crashed: 0, throttled: 0, lost: 0, failed: 0, executed: 0, created: 0 };
    await fc.assert(
      fc.asyncProperty(scenario, drawn => play(drawn, seen)),
      { numRuns: 150 },
    );
    for (const [kind, count] of Object.entries(seen)) expect(count, kind).to.be.above(0);
  });
});

async function play(drawn: Scenario, seen: Record<string, number>): Promise<void> {
  const bench = createBench();
  try {
    await bench.clock.run(() => scene(bench, drawn, seen));
  } finally {
    bench.dispose();
  }
}

async function scene(bench: Bench, drawn: Scenario, seen: Record<string, number>): Promise<void> {
  const [before, after] = [stacksOf(drawn, false), stacksOf(drawn, true)];
  const random = generator(drawn.seed);
  bench.cloud.script.seconds = () => 1 + Math.floor(random() * 20);
  leaveShells(bench, drawn);
  if (drawn.afterChange) await witnessed(bench, before, seen);
  const { script } = bench.cloud;
  for (const [index, { fails }] of drawn.drafts.entries()) {
    if (fails) script.failures.set(`t-s${index}/Main`, 'no');
  }
  bench.cloud.disturb = call => {
    if (random() * 100 < drawn.throttled && /^(describe|get|list|stackE)/.test(call)) {
      seen.throttled = (seen.throttled ?? 0) + 1;
      return 'throttle';
    }
    if (random() * 100 >= drawn.lost || !/^(execute|createStack)/.test(call)) return undefined;
    seen.lost = (seen.lost ?? 0) + 1;
    return 'lose';
  };
  await witnessed(bench, after, seen, drawn.crashAt).catch((error: unknown) => {
    if (error instanceof Violation) throw error;
  });
  script.failures.clear();
  bench.cloud.disturb = () => undefined;
  await finishes(bench, after, seen);
}

function leaveShells({ cloud, clock }: Bench, { drafts }: Scenario): void {
  for (const [index, { shell }] of drafts.entries()) {
    if (shell) cloud.account.stacks.push(newStack(`t-s${index}`, { id: `shell-${index}`, now: clock.now() }));
  }
}

/** What a crash left is finished by one deploy, and the one after it finds nothing to do. */
async function finishes(
  bench: Bench,
  stacks: Readonly<Record<string, TestStack>>,
  seen: Record<string, number>,
): Promise<void> {
  const healed = await witnessed(bench, stacks, seen);
  expect(healed.succeeded, JSON.stringify(endsOf(healed))).to.equal(true);
  bench.cloud.calls.length = 0;
  const quiet = await witnessed(bench, stacks, seen);
  expect(new Set(Object.values(endsOf(quiet)))).to.deep.equal(new Set(['unchanged']));
  expect(bench.cloud.calls).to.have.lengthOf(2 * Object.keys(stacks).length);
  checkHistory(bench);
}

/** Deploys as a process of its own would, watched; killed at a call, when one is given. */
async function witnessed(
  bench: Bench,
  stacks: Readonly<Record<string, TestStack>>,
  seen: Record<string, number>,
  crashAt = Number.POSITIVE_INFINITY,
) {
  const context = bench.context(stacks);
  if (context.gateways === undefined) throw new Error('no gateways');
  let approved: DeployPlan | undefined;
  const violations: string[] = [];
  const watch = (call: string, input: unknown) => {
    const begins = beginning(bench, call, input);
    if (begins === undefined) return;
    seen[begins.how] = (seen[begins.how] ?? 0) + 1;
    violations.push(...wrongs(bench, begins, approved));
  };
  const cloudFormation = mortal(bench.cloud.gateway, crashAt, watch, seen);
  const approve = async (plan: DeployPlan) => {
    approved = plan;
    return true;
  };
  const job = deploy({ ...context, approve, gateways: { ...context.gateways, cloudFormation } });
  const [ended] = await Promise.allSettled([job]);
  if (violations.length > 0) throw new Violation(violations.join('; '));
  if (ended.status === 'rejected') throw ended.reason;
  const result = ended.value;
  const missing = Object.keys(stacks).filter(key => !result.stacks.has(key));
  if (missing.length > 0) throw new Violation(`no end of ${missing.join(', ')}`);
  seen.failed = (seen.failed ?? 0) + Object.values(endsOf(result)).filter(end => end === 'failed').length;
  return result;
}

/** A promise of the orchestrator's that was broken: no fault excuses it. */
class Violation extends Error {}

/** What a call begins on a stack, of all that it could do. */
interface Beginning {
  readonly how: 'created' | 'executed';
  readonly stackName: string;
  readonly rows: readonly ChangeRow[];
  readonly imports: readonly string[];
}

/** What an operation would begin that runs now; `undefined` for other calls, and for change sets that are gone. */
function beginning({ cloud }: Bench, call: string, input: unknown): Beginning | undefined {
  if (call === 'createStack') {
    const { stackName, ...request } = input as StackRequest;
    const { seen } = effectiveParameters({ stackName, ...request }, new Map());
    const rows = seen.resources.map(({ logicalId, type }) => ({
      action: 'Add' as const,
      logicalId,
      type,
      details: [],
    }));
    return { how: 'created', stackName, rows, imports: seen.imports };
  }
  const id = String(input);
  const living = cloud.account.stacks.some(({ changeSets }) => changeSets.has(id));
  if (call !== 'executeChangeSet' || !living) return undefined;
  const { stack, changeSet } = findChangeSet(cloud.account, id);
  const { rows } = changeSet.state;
  return { how: 'executed', stackName: stack.name, rows, imports: changeSet.seen.imports };
}

/** What is wrong with beginning this now: it was not approved, or one of its producers does not stand. */
function wrongs({ cloud }: Bench, begins: Beginning, approved: DeployPlan | undefined): readonly string[] {
  const { stackName, rows, imports } = begins;
  const shown = approved?.stacks.find(stack => stack.stackName === stackName);
  const wider = shown === undefined ? ['all'] : unapprovedRows(rows, shown.rows);
  const unready = imports.filter(name => {
    const producer = cloud.account.stacks.findLast(({ name: other }) => name === `${other}-Id`);
    return !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(producer?.status ?? '');
  });
  return [
    ...(wider.length > 0 ? [`${stackName} was not approved: ${JSON.stringify(wider)}`] : []),
    ...unready.map(name => `${stackName} began before ${name}`),
  ];
}

/** From one call on no call gets through any more, as when the process is killed. */
function mortal(
  gateway: CloudFormationGateway,
  crashAt: number,
  watch: (call: string, input: unknown) => void,
  seen: Record<string, number>,
): CloudFormationGateway {
  let calls = 0;
  const wrapped = Object.entries(gateway).map(([name, call]: [string, (...inputs: string[]) => unknown]) => [
    name,
    async (...inputs: string[]) => {
      if (calls === crashAt) seen.crashed = (seen.crashed ?? 0) + 1;
      calls += 1;
      if (calls > crashAt) throw new Error('killed');
      watch(name, inputs[0]);
      return call(...inputs);
    },
  ]);
  return Object.fromEntries(wrapped) as CloudFormationGateway;
}

/** Reads the whole history: no operation begins on a stack while another goes on. */
function checkHistory({ cloud }: Bench): void {
  for (const { name, id, events } of cloud.account.stacks) {
    const own = events.filter(({ physicalId }) => physicalId === id);
    for (const [index, { status, reason }] of own.entries()) {
      const begins = reason === 'User Initiated' && /^(CREATE|UPDATE|DELETE)_IN_PROGRESS$/.test(status);
      const before = own[index - 1]?.status ?? 'NONE';
      if (begins) expect(before, `${name}: ${status} after ${before}`).to.not.match(/_IN_PROGRESS$/);
    }
  }
}

function stacksOf({ drafts }: Scenario, later: boolean): Readonly<Record<string, TestStack>> {
  return Object.fromEntries(
    drafts.map(({ imports, importsLater, changes }, index) => {
      const from = [...new Set(later ? importsLater : imports)].filter(other => other < index);
      const text = later && changes ? 'b' : 'a';
      return [`s${index}`, { imports: from.map(other => `t-s${other}-Id`), text }];
    }),
  );
}

/** A stream of numbers from 0 to 1 that a seed repeats. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
