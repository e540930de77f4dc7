import { expect } from 'chai';
import type { StackResult } from '../../scripts/deploy/apply/results.ts';
import { deploy } from '../../scripts/deploy/deploy.ts';
import { plan } from '../../scripts/deploy/plan.ts';
import type { MemoryStack } from '../support/cloudformation-account.ts';
import { type Bench, createBench } from './support.ts';

const WRITES = /^(create|delete|execute|update|set|continue)/;

/** Contract, section 6: what stands → what `deploy` does, and by which calls. `text`: the template differs, too. */
const TABLE: readonly (readonly [status: string, action: string, end: string, writes: readonly string[]])[] =
  [
    ['DELETE_COMPLETE', 'create', 'done', ['createStack']],
    ['REVIEW_IN_PROGRESS', 'create', 'done', ['createChangeSet', 'executeChangeSet']],
    ['CREATE_COMPLETE', 'unchanged', 'unchanged', []],
    ['UPDATE_COMPLETE', 'unchanged', 'unchanged', []],
    ['IMPORT_COMPLETE', 'unchanged', 'unchanged', []],
    ['UPDATE_ROLLBACK_COMPLETE', 'unchanged', 'unchanged', ['createChangeSet', 'deleteChangeSet']],
    ['IMPORT_ROLLBACK_COMPLETE', 'unchanged', 'unchanged', ['createChangeSet', 'deleteChangeSet']],
    ['UPDATE_FAILED', 'unchanged', 'unchanged', ['createChangeSet', 'deleteChangeSet']],
    ['ROLLBACK_COMPLETE', 'recreate', 'done', ['deleteStack', 'createStack']],
    ['CREATE_FAILED', 'recreate', 'done', ['deleteStack', 'createStack']],
    ['ROLLBACK_FAILED', 'recreate', 'done', ['deleteStack', 'createStack']],
    ['DELETE_FAILED', 'recreate', 'done', ['deleteStack', 'createStack']],
    [
      'UPDATE_ROLLBACK_FAILED',
      'update',
      'done',
      ['continueUpdateRollback', 'createChangeSet', 'deleteChangeSet'],
    ],
  ];

/** The same after a change of the template. */
const CHANGED: readonly (readonly [status: string, action: string])[] = [
  ['CREATE_COMPLETE', 'update'],
  ['UPDATE_COMPLETE', 'update'],
  ['IMPORT_COMPLETE', 'update'],
  ['UPDATE_ROLLBACK_COMPLETE', 'update'],
  ['IMPORT_ROLLBACK_COMPLETE', 'update'],
  ['UPDATE_FAILED', 'update'],
  ['UPDATE_ROLLBACK_FAILED', 'update'],
  ['ROLLBACK_COMPLETE', 'recreate'],
];

/** What is going on → the status that it ends in. */
const BUSY: readonly (readonly [status: string, next: string, action: string])[] = [
  ['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'unchanged'],
  ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'unchanged'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_COMPLETE', 'unchanged'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'unchanged'],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE', 'unchanged'],
  ['ROLLBACK_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'recreate'],
  ['DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'create'],
  ['IMPORT_IN_PROGRESS', 'IMPORT_COMPLETE', 'unchanged'],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_COMPLETE', 'unchanged'],
];

describe('what deploy does by status', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = createBench();
    await run();
    bench.cloud.calls.length = 0;
  });
  afterEach(() => bench.dispose());

  const run = (text = 'a') => bench.clock.run(() => deploy(bench.context({ one: { text } })));
  const one = async (text?: string) => (await run(text)).stacks.get('one') as StackResult;
  const writes = () => bench.cloud.calls.filter(call => WRITES.test(call));
  const set = (status: string) => own(bench, stackOf(bench), status);

  for (const [status, action, end, calls] of TABLE) {
    it(`${status}: ${action}`, async () => {
      set(status);
      expect(await one()).to.include({ action, end });
      expect(writes()).to.deep.equal(calls);
    });
  }

  for (const [status, action] of CHANGED) {
    it(`${status} and another template: ${action}`, async () => {
      set(status);
      expect(await one('b')).to.include({ action, end: 'done' });
      expect(writes().at(-1)).to.equal(action === 'update' ? 'executeChangeSet' : 'createStack');
    });
  }

  for (const [status, next, action] of BUSY) {
    it(`${status}: attaches, then reads again`, async () => {
      set(status);
      void bench.clock.sleep(20_000).then(() => set(next));
      expect(await one()).to.include({ action });
    });
  }

  it('asks before it finishes a failed rollback, and shows the rows of the update behind it', async () => {
    set('UPDATE_ROLLBACK_FAILED');
    const made = await bench.clock.run(() => plan(bench.context({ one: { text: 'b' } })));
    expect(made.stacks[0]?.reasons[0]).to.match(/^finish the failed rollback/);
    expect(made.stacks[0]?.rows.map(({ action, logicalId }) => `${action} ${logicalId}`)).to.deep.equal([
      'Modify Main',
    ]);
    expect(writes()).to.deep.equal([]);
  });

  it('follows a rollback that fails, finishes it with the next deploy, and then updates', async () => {
    bench.cloud.script.failures.set('t-one/Main', 'quota');
    bench.cloud.script.rollbackFailures.set('t-one/Main', 'still no quota');
    expect((await one('b')).card).to.include({
      status: 'UPDATE_ROLLBACK_FAILED',
      suggestion: 'npx cloudpool deploy -e test one',
    });
    bench.cloud.script.failures.clear();
    expect((await one('b')).card).to.include({
      status: 'UPDATE_ROLLBACK_FAILED',
      logicalId: 'Main',
      reason: 'still no quota',
      suggestion: 'aws cloudformation continue-update-rollback --stack-name t-one --resources-to-skip Main',
    });
    bench.cloud.script.rollbackFailures.clear();
    expect(await one('b')).to.include({ end: 'done' });
    expect(stackOf(bench).status).to.equal('UPDATE_COMPLETE');
  });

  it('says what keeps a leftover from its deletion, and forces it only after the second failure', async () => {
    set('ROLLBACK_COMPLETE');
    bench.cloud.script.failures.set('t-one/Main', 'has a dependent object');
    const first = (await one()).card;
    expect(first?.reason).to.contain('has a dependent object').and.to.contain('Main (t-one-main) remains');
    expect(first?.suggestion).to.not.contain('FORCE_DELETE_STACK');
    expect((await one()).card?.suggestion).to.equal(
      'aws cloudformation delete-stack --deletion-mode FORCE_DELETE_STACK --stack-name t-one',
    );
  });

  it('deletes no leftover that is protected', async () => {
    set('ROLLBACK_COMPLETE');
    stackOf(bench).terminationProtection = true;
    const { card, end } = await one();
    expect(end).to.equal('failed');
    expect(card?.suggestion).to.contain('--no-enable-termination-protection');
    expect(writes()).to.deep.equal([]);
  });
});

function stackOf({ cloud }: Bench): MemoryStack {
  const stack = cloud.account.stacks.at(-1);
  if (stack === undefined) throw new Error('no stack');
  return stack;
}

/** Puts a stack into a status, as if somebody's operation had brought it there. */
function own({ clock }: Bench, stack: MemoryStack, status: string): void {
  stack.status = status;
  if (status === 'REVIEW_IN_PROGRESS') stack.seen = undefined;
  stack.events.push({
    id: `${status} ${stack.events.length}`,
    at: clock.now(),
    stackId: stack.id,
    logicalId: stack.name,
    physicalId: stack.id,
    resourceType: 'AWS::CloudFormation::Stack',
    status,
    token: 'theirs',
  });
}
