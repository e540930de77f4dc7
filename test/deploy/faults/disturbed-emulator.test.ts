import { expect } from 'chai';
import { AWS_BUDGET } from '../../../scripts/deploy/apply/operation.ts';
import { deploy } from '../../../scripts/deploy/deploy.ts';
import { destroy } from '../../../scripts/deploy/destroy.ts';
import { status } from '../../../scripts/deploy/status.ts';
import { type LocalSandbox, localSandbox } from '../../local/local-sandbox.ts';
import { type Fault, type FaultProxy, openFaultProxy } from '../../support/fault-proxy.ts';
import { isRead, type ProxyCall, peakPerSecond } from '../../support/fault-proxy-calls.ts';
import type { SlowOperation } from '../../support/fault-proxy-slow.ts';
import { throughProxy } from '../../support/through-proxy.ts';
import { SIX_SECONDS, SIX_STACKS, type TinyEnvironment, tinyEnvironment } from '../../support/tiny-stacks.ts';
import { endsOf } from '../support.ts';

/** A tenth of the time that such stacks take on AWS. */
const SCALE = 0.1;
const KEYS = Object.keys(SIX_STACKS);

describe('deploy through a disturbed line', function () {
  this.timeout(60_000);
  let sandbox: LocalSandbox;
  let proxy: FaultProxy;
  let environment: TinyEnvironment;
  /** Operations that earlier tests began. */
  let earlier = 0;

  before(async () => {
    sandbox = localSandbox();
    const { emulator } = await sandbox.start();
    proxy = await openFaultProxy(String(emulator.address), {
      seed: 7,
      throttled: 0.2,
      serverErrors: 0.05,
      cutBefore: 0.04,
      cutAfter: 0.04,
      latency: [2, 20],
      changeSetSeconds: 0.3,
      stackSeconds: name => SCALE * (SIX_SECONDS[name.replace('f-', '')] ?? 1),
    });
    environment = tinyEnvironment({ endpoint: proxy.address, prefix: 'f' });
    environment.write(SIX_STACKS);
  });
  after(async () => {
    proxy.close();
    environment.remove();
    await sandbox.dispose();
  });
  beforeEach(() => {
    earlier = proxy.slow.operations.length;
  });

  /** Each stack was worked on once, and nobody began before those it waits for had ended. */
  const expectOnceInOrder = (kind: string, waitsFor: (key: string) => readonly string[]) => {
    const began = proxy.slow.operations.slice(earlier);
    expect(began.map(({ stackName, kind }) => `${kind} ${stackName}`)).to.have.members(
      KEYS.map(key => `${kind} f-${key}`),
    );
    const of = (key: string) => began.find(({ stackName }) => stackName === `f-${key}`) as SlowOperation;
    for (const key of KEYS) {
      for (const other of waitsFor(key)) {
        expect(of(key).began, `${key} after ${other}`).to.be.at.least(of(other).ends);
      }
    }
    expect(proxy.slow.refused.map(({ action }) => action)).to.deep.equal([]);
  };

  it('creates every stack once and in order, within the budget of calls', async () => {
    const { result, calls } = await throughProxy(proxy, environment, deploy);
    expect(endsOf(result)).to.deep.equal(Object.fromEntries(KEYS.map(key => [key, 'done'])));
    expectOnceInOrder('CREATE', key => SIX_STACKS[key] ?? []);
    expectWithinBudget(calls);
    const sets = calls.filter(({ action }) => action.endsWith('ChangeSet'));
    expect(sets, 'what is new needs no change set').to.deep.equal([]);
  });

  it('finds nothing to do afterwards, and writes nothing', async () => {
    const { result, calls } = await throughProxy(proxy, environment, deploy);
    expect(new Set(Object.values(endsOf(result)))).to.deep.equal(new Set(['unchanged']));
    expect(calls.filter(call => !isRead(call))).to.deep.equal([]);
  });

  it('updates every stack once, by the change sets that were shown', async () => {
    environment.write(SIX_STACKS, 'b');
    const { result, calls } = await throughProxy(proxy, environment, deploy);
    expect(endsOf(result)).to.deep.equal(Object.fromEntries(KEYS.map(key => [key, 'done'])));
    expectOnceInOrder('UPDATE', key => SIX_STACKS[key] ?? []);
    expectWithinBudget(calls);
    const made = calls.filter(({ action }) => action === 'CreateChangeSet').map(({ form }) => form);
    expect(new Set(made.map(form => form.get('ClientToken'))).size).to.equal(KEYS.length);
  });

  it('destroys every stack once, consumers first', async () => {
    const { result, calls } = await throughProxy(proxy, environment, destroy);
    expect(endsOf(result)).to.deep.equal(Object.fromEntries(KEYS.map(key => [key, 'done'])));
    expectOnceInOrder('DELETE', key => KEYS.filter(other => SIX_STACKS[other]?.includes(key)));
    expectWithinBudget(calls);
    const { result: left } = await throughProxy(proxy, environment, status);
    expect(new Set(left.map(stack => stack.status))).to.deep.equal(new Set(['ABSENT']));
  });

  it('has met every kind of fault', () => {
    const kinds: readonly Fault[] = ['throttled', 'server-error', 'cut-before', 'cut-after'];
    for (const kind of kinds) expect(proxy.faults.get(kind) ?? 0, kind).to.be.above(2);
  });
});

/** From the first operation on looks are paced, for all stacks together; each lost answer may cost one more. */
function expectWithinBudget(calls: readonly ProxyCall[]): void {
  const begins = calls.filter(({ action }) => /^(CreateStack|ExecuteChangeSet|DeleteStack)$/.test(action));
  const first = calls.indexOf(begins[0] as ProxyCall);
  const looks = calls.slice(first).filter(({ action }) => action === 'DescribeStackEvents');
  expect(looks.length).to.be.above(6);
  const seconds = ((looks.at(-1)?.at ?? 0) - (looks[0]?.at ?? 0)) / 1_000;
  const { burst, perSecond } = AWS_BUDGET;
  const lost = LOST + begins.length - KEYS.length;
  expect(looks.length).to.be.at.most(burst + perSecond * seconds + lost);
  expect(peakPerSecond(looks)).to.be.at.most(burst + perSecond + lost);
}

const LOST = 2;
