import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../functions/runtime/protocol/ports.ts';
import { s3ObjectStore } from '../../functions/runtime/protocol/s3-object-store.ts';
import { S3Failure, type SimBucket } from './sim-bucket.ts';
import type { FaultKind } from './sim-faults.ts';
import { kindOfKey } from './sim-history.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimWorld } from './sim-world.ts';

/** The store as one process sees it: the real code over a client whose calls end in the simulated bucket. */
export function simStore(world: SimWorld, bucket: SimBucket, process: SimProcess): ObjectStore {
  const client = { send: (command: unknown) => send({ world, bucket, process }, command) };
  return s3ObjectStore(client as unknown as S3Client, 'data');
}

interface Target {
  readonly world: SimWorld;
  readonly bucket: SimBucket;
  readonly process: SimProcess;
}

function send(target: Target, command: unknown): Promise<unknown> {
  if (command instanceof GetObjectCommand) return get(target, command);
  if (command instanceof PutObjectCommand) return put(target, command);
  if (command instanceof ListObjectsV2Command) return list(target, command);
  throw new TypeError(`the simulated S3 does not know ${command}`);
}

async function get({ bucket, process }: Target, { input }: GetObjectCommand): Promise<unknown> {
  const { Key = '', Range } = input;
  const bytes = await process.call({
    step: `get ${kindOfKey(Key)}`,
    detail: `${Key} ${Range ?? ''}`,
    apply: () => bucket.get(Key, Range),
    ...FAILURES,
    lost: 'store: loses the answer to a read',
  });
  return { Body: { transformToByteArray: async () => bytes } };
}

async function put({ bucket, process }: Target, { input }: PutObjectCommand): Promise<unknown> {
  const { Key = '', IfNoneMatch } = input;
  const body = input.Body as Uint8Array | string;
  await process.call({
    step: `put ${kindOfKey(Key)}`,
    detail: `${Key} ${show(body)}`,
    apply: () =>
      IfNoneMatch === '*' ? bucket.putIfNone(process, Key, body) : bucket.put(process, Key, body),
    ...FAILURES,
    lost: 'store: loses the answer to a write',
  });
  return {};
}

/** Runs the command's own middleware too: that is where the store's clock is read. */
async function list({ world, bucket, process }: Target, command: ListObjectsV2Command): Promise<unknown> {
  const { Prefix = '', StartAfter, MaxKeys } = command.input;
  const answer = await process.call({
    step: `list ${kindOfKey(Prefix)}`,
    detail: `${Prefix} after ${StartAfter ?? 'the start'}`,
    apply: () => {
      const at = world.clock.now();
      world.history.push({ type: 'looked', at, by: process.actor, key: Prefix });
      return { ...bucket.list(Prefix, StartAfter, MaxKeys), at };
    },
    ...FAILURES,
    lost: 'store: loses the answer to a read',
  });
  const date = new Date(answer.at).toUTCString();
  const Contents = answer.objects.map(({ key, size, modified }) => ({
    Key: key,
    Size: size,
    LastModified: new Date(modified - (modified % 1000)),
  }));
  const output = { $metadata: {}, Contents, IsTruncated: answer.more };
  const handler = async () => ({ response: { headers: { date } }, output });
  const ask = command.middlewareStack.resolve(handler, {});
  return (await ask({ input: command.input })).output;
}

function show(body: Uint8Array | string): string {
  return typeof body === 'string' ? body.slice(0, 300) : `${body.length} bytes`;
}

const FAILURES: {
  readonly refused: FaultKind;
  readonly hangs: FaultKind;
  readonly failure: (what: 'refused' | 'lost') => Error;
} = {
  refused: 'store: refuses (503)',
  hangs: 'store: hangs for a while',
  failure: what => (what === 'refused' ? new S3Failure('SlowDown', 503) : new S3Failure('TimeoutError')),
};
