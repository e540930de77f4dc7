import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { RunTaskCommand } from '@aws-sdk/client-ecs';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { containerPlace, tasksOf, until } from '../support/e2e-containers.ts';
import type { StandingPlace } from '../support/e2e-place.ts';

const LEFT = 'Essential container in task exited';

describe('a job by the clock', function () {
  this.timeout(150_000);
  let place: StandingPlace;
  before(async () => {
    place = await containerPlace();
  });

  it('is done in a container when its minute comes: what was put is in the report', async () => {
    const report = await until(
      'a report of what was put',
      async () => {
        const [key] = await listed('reports/');
        const found = key === undefined ? undefined : JSON.parse(await read(key));
        return found?.manifest.sources.length === 2 ? found : undefined;
      },
      90,
    );
    expect(report.manifest).to.include({ rows: 3, prefix: 'incoming/daily/' });
    expect(report.groups.AAPL.close).to.include({ count: 2, mean: 12 });
    const fired = (await tasksOf(place, 'nightly')).filter(({ startedBy }) =>
      startedBy?.startsWith('chronos-schedule/'),
    );
    expect(fired.length).to.be.within(1, 9);
    const lines = await logged(/"reason":"ok"/);
    expect(JSON.parse(lines[0] ?? '').task).to.match(
      /^e2e-container-nightly-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/,
    );
  });

  it('is done once when it is started twice for the same time', async () => {
    const id = `${place.prefix}-nightly-2026-11-21T03:00:00Z`;
    const tasks = await Promise.all([start(id), start(id)]);
    const ends = await until('the end of both', async () => {
      const all = await tasksOf(place, 'nightly');
      const both = all.filter(({ taskArn = '' }) => tasks.includes(taskArn));
      return both.every(({ lastStatus }) => lastStatus === 'STOPPED') ? both : undefined;
    });
    expect(ends.map(({ stoppedReason }) => stoppedReason)).to.deep.equal([LEFT, LEFT]);
    const ledger = `loose/${place.prefix}-report/${id.replaceAll(':', '-')}/`;
    const objects = (await listed(ledger)).map(key => key.slice(ledger.length));
    expect(objects).to.have.members(['attempts/0/1', 'results/0.jsonl']);
    expect(JSON.parse(await read('reports/2026-11-21.json')).manifest.generatedAt).to.equal(
      '2026-11-21T03:00:00.000Z',
    );
  });

  it('says in the task that it failed', async () => {
    // An id without a time: there is no day to report on.
    const task = await start('by-hand');
    const end = await until('the end', async () =>
      (await tasksOf(place, 'nightly')).find(
        ({ taskArn, lastStatus }) => taskArn === task && lastStatus === 'STOPPED',
      ),
    );
    expect(end.stoppedReason).to.equal(`${LEFT} with 1`);
    expect((await logged(/"event":"task-failed"/)).join()).to.include('BadOrder');
  });

  /** Starts the job as the schedule does. */
  async function start(id: string): Promise<string> {
    const { ClusterArn, TaskDefinitionFamily } = place.outputs.nightly ?? {};
    const environment = [{ name: 'CLOUDPOOL_TASK_ID', value: id }];
    const ecs = await place.world.session.ecs();
    const { tasks = [] } = await ecs.send(
      new RunTaskCommand({
        cluster: ClusterArn,
        taskDefinition: TaskDefinitionFamily,
        overrides: { containerOverrides: [{ name: 'worker', environment }] },
      }),
    );
    return tasks[0]?.taskArn ?? '';
  }

  const bucket = () => place.outputs.storage?.DataBucketName;

  async function read(Key: string): Promise<string> {
    const s3 = await place.world.session.s3();
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket(), Key }));
    return (await Body?.transformToString()) ?? '';
  }

  async function listed(Prefix: string): Promise<readonly string[]> {
    const s3 = await place.world.session.s3();
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket(), Prefix }));
    return Contents.map(({ Key = '' }) => Key);
  }

  /** Waits for lines of the containers' log. */
  async function logged(pattern: RegExp): Promise<readonly string[]> {
    const logGroupName = place.outputs.nightly?.LogGroupName;
    return await until(`${pattern} in the log`, async () => {
      const { events = [] } = await place.world.logs.send(new FilterLogEventsCommand({ logGroupName }));
      const lines = events.map(({ message = '' }) => message).filter(message => pattern.test(message));
      return lines.length > 0 ? lines : undefined;
    });
  }
});
