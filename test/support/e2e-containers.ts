import { join } from 'node:path';
import { DescribeTasksCommand, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { parseDocument } from 'yaml';
import { writeImage } from '../../scripts/image/write-image.ts';
import type { Clone } from './e2e-clone.ts';
import { type StandingPlace, standUp } from './e2e-place.ts';

const LOCAL = 'environments/local.yaml';
/** What the image of the clone is called: `local` would be the repository's own. */
const TAG = 'e2e';
const STACKS = ['storage', 'network', 'iam', 'report', 'report-folders', 'nightly'];

let shared: Promise<StandingPlace> | undefined;

/** What lies in the data bucket for the report, from the beginning: the schedule's first minute passes with other tests. */
const PRICES = { 'one.csv': 'ticker,close\nAAPL,10\nIBM,100\n', 'two.csv': 'ticker,close\nAAPL,14\n' };

/**
 * The place of all tests with containers: pool `steps`, on which only the containers of `fleet` work, and pool `report` with
 * `nightly`, whose schedule fires every minute.
 */
export function containerPlace(): Promise<StandingPlace> {
  shared ??= open();
  return shared;
}

async function open(): Promise<StandingPlace> {
  const pools = { steps: { function: 'steps' } };
  const place = await standUp({ prefix: 'e2e-container', keep: STACKS, pools }, addFleet);
  await putPrices(place);
  await writeImage(place.clone.root, join(place.world.stateDir, 'images', TAG), ['steps']);
  return place;
}

async function putPrices({ world, outputs }: StandingPlace): Promise<void> {
  const s3 = await world.session.s3();
  const Bucket = outputs.storage?.DataBucketName;
  for (const [name, Body] of Object.entries(PRICES)) {
    await s3.send(new PutObjectCommand({ Bucket, Key: `incoming/daily/${name}`, Body }));
  }
}

function addFleet(clone: Clone): void {
  const document = parseDocument(clone.read(LOCAL));
  document.setIn(['stacks', 'steps', 'parameters', 'Workers'], 'container');
  document.setIn(['stacks', 'nightly', 'parameters', 'Schedule'], 'rate(1 minute)');
  const { Schedule: _, ScheduleInput: __, ...nightly } = document.toJS().stacks.nightly.parameters;
  document.setIn(
    ['stacks', 'fleet'],
    document.createNode({
      template: 'fargate',
      parameters: {
        ...nightly,
        PoolStackName: { stack: 'steps' },
        Function: 'steps',
        ImageTag: TAG,
        IdleSeconds: 5,
      },
    }),
  );
  clone.write(LOCAL, String(document));
}

/** The tasks of a fleet, those that run and those that are over. */
export async function tasksOf(place: StandingPlace, fleet: string): Promise<readonly Task[]> {
  const ecs = await place.world.session.ecs();
  const cluster = place.outputs[fleet]?.ClusterArn;
  const lists = (['RUNNING', 'STOPPED'] as const).map(desiredStatus =>
    ecs.send(new ListTasksCommand({ cluster, desiredStatus })),
  );
  // One that ends between the two answers stands in both.
  const tasks = [...new Set((await Promise.all(lists)).flatMap(({ taskArns = [] }) => taskArns))];
  if (tasks.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster, tasks }))).tasks ?? [];
}

/** Asks until there is an answer. */
export async function until<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  seconds = 40,
): Promise<Answer> {
  for (const deadline = Date.now() + seconds * 1_000; Date.now() < deadline; ) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  throw new Error(`waited in vain for ${what}`);
}
