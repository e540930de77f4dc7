import { expect } from 'chai';
import { createDeployRenderer } from '../../../scripts/cli/render/deploy-renderer.ts';
import { fakeContext, settle } from '../support.ts';
import { ending, halfway, stackPlans } from './deploy-events.ts';

const events = [...halfway, ...ending];

async function shown(options: Parameters<typeof fakeContext>[0]) {
  const fake = fakeContext(options);
  const renderer = createDeployRenderer(fake.context, { title: 'Deploying cloudpool-local' });
  for (const event of events) renderer.report(event);
  renderer.close();
  await settle();
  return { stdout: fake.stdout(), stderr: fake.stderr() };
}

describe('createDeployRenderer', () => {
  it('writes one JSON object an event with --json, and nothing else', async () => {
    const { stdout, stderr } = await shown({ json: true, tty: true });
    const lines = stdout.trimEnd().split('\n');
    const [plan, ...others] = lines.map(line => JSON.parse(line) as unknown);
    expect(others).to.deep.equal(events.slice(1));
    const stacks = stackPlans.map(stack => ({ ...stack, marks: [] }));
    expect(plan).to.deep.equal({ type: 'plan', version: 1, stacks, orphans: [], approval: 'abc' });
    expect(stderr).to.equal('');
  });

  it('writes a plan for a pull request without what differs from one planning to the next', async () => {
    const fake = fakeContext({ json: true });
    const renderer = createDeployRenderer(fake.context, {
      title: 'Plan',
      planTo: fake.context.terminal.stdout,
    });
    for (const event of events) renderer.report(event);
    await settle();
    const [plan = ''] = fake.stdout().split('\n');
    expect(Object.keys(JSON.parse(plan) as object)).to.deep.equal(['type', 'version', 'stacks', 'orphans']);
  });

  it('writes the price, the time and what is waited for into that plan, too', async () => {
    const fake = fakeContext({ json: true });
    const { stdout } = fake.context.terminal;
    const renderer = createDeployRenderer(fake.context, { title: 'Plan', planTo: stdout });
    const price = {
      monthly: 0.1,
      resources: [{ logicalId: 'Alarm', monthly: 0.1 }],
      byUse: [],
      unpriced: [],
    };
    const waits = [{ key: 'storage', kind: 'strong', via: 't-Id' }] as const;
    const outlook = {
      prices: { date: '2026-11-22', region: 'us-east-1' },
      expected: { seconds: 60, from: 'typical' },
    } as const;
    const [first] = stackPlans;
    if (first === undefined) throw new Error('no stack');
    const stack = { ...first, price, waits };
    renderer.report({ type: 'plan', stacks: [stack], approval: 'abc', ...outlook });
    await settle();
    const plan = JSON.parse(fake.stdout()) as { stacks: readonly object[] };
    expect(plan).to.deep.include({ version: 1, ...outlook });
    expect(plan.stacks[0]).to.deep.include({ price, waits, expected: { seconds: 40, from: 'typical' } });
  });

  it('writes lines with the time without a terminal, without escape codes, and not to standard output', async () => {
    const { stdout, stderr } = await shown({});
    expect(stdout).to.equal('');
    expect(stderr).to.not.include('\u001B');
    expect(stderr.split('\n')).to.include.members([
      ' 0:00  storage: creating, 1 resource, ~40 s expected',
      ' 0:01  storage: TaskQueue CREATE_COMPLETE, 1 of 1, 1 s',
      ' 0:02  storage: done after 2.0 s',
      ' 0:03  iam: WorkerBoundary CREATE_FAILED, 0 of 1, 2 s: syntax errors in policy',
      ' 0:03  prices: skipped because of iam',
      'Took 3.6 s: CloudFormation 3.4 s, Cloudpool 0.20 s.',
    ]);
  });

  it('ends with the board, the failure card and the overhead on a terminal', async () => {
    const { stderr } = await shown({ tty: true, env: { NO_COLOR: '1' } });
    const order = [
      'Plan: 2 to create',
      '✗  iam',
      'templates/iam.yaml:41:3',
      'Next: npx cloudpool deploy iam',
      'Took 3.6 s',
    ];
    const places = order.map(text => stderr.indexOf(text));
    expect(places).to.not.include(-1);
    expect(places).to.deep.equal([...places].sort((a, b) => a - b));
  });

  it('colors nothing under NO_COLOR', async () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for.
    const colored = /\u001B\[[0-9;]*m/;
    expect((await shown({ tty: true })).stderr).to.match(colored);
    expect((await shown({ tty: true, env: { NO_COLOR: '1' } })).stderr).to.not.match(colored);
  });
});
