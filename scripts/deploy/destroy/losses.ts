import { runsPrefix } from '../../../functions/runtime/protocol/keys.ts';
import { asError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { PlanMark } from '../events.ts';
import { readTogether } from '../plan/standing.ts';
import { STATEFUL_TYPES } from '../plan/stateful-types.ts';
import { type DoomedResource, isBucket } from './doomed-resources.ts';
import type { ChosenStack } from './selection.ts';
import { isCluster } from './stop-tasks.ts';

/** Beyond that nobody waits for the count. */
const MOST_OBJECTS = 10_000;
const MOST_IMAGES = 1_000;
/** The newest runs: older ones have expired long ago. */
const MOST_RUNS = 100;

/** Counts what goes with a stack, or keeps it from going: one mark for each thing that holds something. */
export async function lossesOf(
  context: OpenContext,
  stack: Pick<ChosenStack, 'standing'>,
  { resources, purge }: { readonly resources: readonly DoomedResource[]; readonly purge: boolean },
): Promise<readonly PlanMark[]> {
  const marks = await readTogether(
    resources.filter(({ retained }) => !retained || purge),
    resource => counted(resource, () => lossOf(context, resource, purge)),
  );
  return [...(await unfinishedRuns(context, stack)), ...marks.flat()];
}

/** Says how full a bucket is that stays. */
export async function fullness({ gateways }: OpenContext, bucket: string): Promise<string> {
  const count = await gateways.buckets.count(bucket, MOST_OBJECTS).catch(() => undefined);
  if (count === undefined) return '';
  return count === 0 ? ', empty' : `, with ${amount(count, MOST_OBJECTS, 'object')}`;
}

async function lossOf(
  { gateways }: OpenContext,
  resource: DoomedResource,
  purge: boolean,
): Promise<string | undefined> {
  const { type, physicalId, snapshot } = resource;
  if (isBucket(resource)) {
    const count = await gateways.buckets.count(physicalId, MOST_OBJECTS);
    if (count === 0) return undefined;
    const stays = purge ? '' : ': it can only be deleted with --purge';
    return `holds ${amount(count, MOST_OBJECTS, 'object')}${stays}`;
  }
  if (resource.retained) return undefined;
  if (isCluster(resource)) return running(await gateways.clusters.activeTasks(physicalId));
  if (type === 'AWS::SQS::Queue') return messages(resource, await gateways.contents.messages(physicalId));
  if (type === 'AWS::ECR::Repository') {
    const count = await gateways.contents.images(physicalId, MOST_IMAGES);
    return count === 0 ? undefined : `holds ${amount(count, MOST_IMAGES, 'image')}`;
  }
  if (snapshot) return 'is deleted; a snapshot of it stays';
  return STATEFUL_TYPES.has(type) ? 'is deleted with all that is in it' : undefined;
}

function running({ length }: readonly string[]): string | undefined {
  if (length === 0) return undefined;
  const [tasks, they] = length === 1 ? ['task', 'it is'] : ['tasks', 'they are'];
  return `runs ${grouped(length)} ${tasks}: ${they} stopped before anything is deleted`;
}

function messages(
  { logicalId }: DoomedResource,
  { visible, inFlight, delayed }: { visible: number; inFlight: number; delayed: number },
): string | undefined {
  const waiting = visible + delayed;
  if (waiting + inFlight === 0) return undefined;
  const dead = /dead.?letter|dlq/i.test(logicalId);
  const parts = [
    ...(waiting === 0
      ? []
      : [`${grouped(waiting)} ${dead ? 'dead letter' : 'message'}${waiting === 1 ? '' : 's'}`]),
    ...(inFlight === 0 ? [] : [`${grouped(inFlight)} in flight`]),
  ];
  return `holds ${parts.join(' and ')}`;
}

/** What cannot be counted is said, too: the deployer may not be allowed to look. */
async function counted(
  { logicalId, physicalId }: DoomedResource,
  count: () => Promise<string | undefined>,
): Promise<readonly PlanMark[]> {
  const loss = await count().catch(thrown => `could not be looked into: ${asError(thrown).message}`);
  if (loss === undefined) return [];
  return [{ kind: 'loses-data', logicalId, text: `${logicalId} (${lastPart(physicalId)}) ${loss}` }];
}

/** A pool names the bucket of its runs in its outputs. */
async function unfinishedRuns(
  { gateways }: OpenContext,
  { standing }: Pick<ChosenStack, 'standing'>,
): Promise<readonly PlanMark[]> {
  const bucket = standing.outputs.get('DataBucketName')?.value;
  if (bucket === undefined || !standing.outputs.has('QueueUrl')) return [];
  const prefix = runsPrefix(standing.name);
  const runs = (await gateways.buckets.folders(bucket, prefix).catch(() => [])).toSorted().slice(-MOST_RUNS);
  const open = await readTogether(runs, async run => {
    const ended = await gateways.buckets.has(bucket, `${prefix}${run}/summary.json`).catch(() => true);
    return ended ? [] : [run];
  });
  const unfinished = open.flat();
  if (unfinished.length === 0) return [];
  const names = unfinished.slice(-3).toReversed().join(', ');
  const more = unfinished.length > 3 ? ', …' : '';
  const count = `${unfinished.length} run${unfinished.length === 1 ? ' is' : 's are'} not finished`;
  return [{ kind: 'loses-data', logicalId: 'TaskQueue', text: `${count}: ${names}${more}` }];
}

function amount(count: number, most: number, thing: string): string {
  if (count > most) return `more than ${grouped(most)} ${thing}s`;
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** A queue's physical id is its URL. */
function lastPart(physicalId: string): string {
  return physicalId.startsWith('http') ? (physicalId.split('/').at(-1) ?? physicalId) : physicalId;
}
