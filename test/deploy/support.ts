import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaggedBucket } from '../../scripts/aws/bucket-reads.ts';
import { openSession } from '../../scripts/aws/session.ts';
import { check } from '../../scripts/deploy/check.ts';
import type { DeployContext } from '../../scripts/deploy/context.ts';
import type { DeployEvent } from '../../scripts/deploy/events.ts';
import { createMemoryCloudFormation, type MemoryCloudFormation } from '../support/cloudformation.ts';
import { createVirtualClock, type VirtualClock } from '../support/cloudformation-clock.ts';

/** One stack of a test environment. */
export interface TestStack {
  /** Exports `<stack name>-Id` of the queue `Main`, whose text is `text`. */
  readonly imports?: readonly string[];
  readonly text?: string;
  readonly extra?: string;
  readonly protect?: boolean;
  readonly function?: string;
  readonly type?: string;
  readonly retain?: boolean;
  /** More exports, `<stack name>-<name>`, with their values. */
  readonly exports?: Readonly<Record<string, string>>;
  /** Without the export of the queue. */
  readonly noId?: boolean;
  readonly after?: readonly string[];
  /** With any, a new stack takes a change set, too. */
  readonly transform?: string;
}

/** An account, an environment in a folder of its own, and everything a deploy reports. */
export interface Bench {
  readonly clock: VirtualClock;
  readonly cloud: MemoryCloudFormation;
  readonly events: DeployEvent[];
  readonly objects: Map<string, Uint8Array>;
  readonly buckets: string[];
  /** Buckets of the account that can be found by their tags. */
  readonly tagged: TaggedBucket[];
  /** Queue URL or repository → how much is in it: messages, or images. */
  readonly contents: Map<string, number>;
  /** Cluster → ARNs of its active tasks. */
  readonly tasks: Map<string, readonly string[]>;
  readonly abort: AbortController;
  /** Writes the stacks and gives a fresh context, as a new process would. */
  context(stacks: Readonly<Record<string, TestStack>>, overrides?: Partial<DeployContext>): DeployContext;
  dispose(): void;
}

export function createBench(environment = 'region: us-east-1\nprefix: t\n'): Bench {
  const root = mkdtempSync(join(tmpdir(), 'cloudpool-deploy-'));
  mkdirSync(join(root, 'templates'));
  mkdirSync(join(root, 'environments'));
  const clock = createVirtualClock();
  const cloud = createMemoryCloudFormation(clock);
  const events: DeployEvent[] = [];
  const objects = new Map<string, Uint8Array>();
  const buckets: string[] = [];
  cloud.script.isFull = bucket => [...objects.keys()].some(key => key.startsWith(`${bucket}/`));
  const tagged: TaggedBucket[] = [];
  const contents = new Map<string, number>();
  const tasks = new Map<string, readonly string[]>();
  cloud.script.isBusy = cluster => (tasks.get(cluster) ?? []).length > 0;
  const abort = new AbortController();
  return {
    clock,
    cloud,
    events,
    objects,
    buckets,
    tagged,
    contents,
    tasks,
    abort,
    dispose: () => rmSync(root, { recursive: true }),
    context: (stacks, overrides) => {
      writeEnvironment(root, environment, stacks);
      const graph = check('test', { root, variables: {} });
      return {
        graph,
        clock,
        root,
        session: openSession({ region: 'us-east-1' }),
        report: event => events.push(event),
        signal: abort.signal,
        approve: async () => true,
        gateways: {
          cloudFormation: cloud.gateway,
          buckets: memoryBuckets(objects, buckets, tagged),
          contents: memoryContents(contents),
          clusters: memoryClusters(clock, tasks),
          evidence: { logLines: async () => [], stoppedReasons: async () => [] },
          identity: {
            whoAmI: async () => ({ account: '111122223333', arn: 'arn:aws:iam::111122223333:user/test' }),
          },
          packager: {
            pack: async name => ({
              function: name,
              key: `code/${name}/1.zip`,
              zip: async () => new Uint8Array(10),
            }),
          },
          random: () => 0.5,
        },
        ...overrides,
      };
    },
  };
}

function memoryContents(contents: ReadonlyMap<string, number>) {
  const inside = (name: string) => contents.get(name) ?? 0;
  return {
    messages: async (queueUrl: string) => ({ visible: inside(queueUrl), inFlight: 0, delayed: 0 }),
    images: async (repository: string) => inside(repository),
  };
}

/** A task is a minute on its way to its end, as one with a network interface is. */
function memoryClusters(clock: VirtualClock, tasks: Map<string, readonly string[]>) {
  const left = (cluster: string) => tasks.get(cluster) ?? [];
  return {
    activeTasks: async (cluster: string) => left(cluster),
    stopTask: async (cluster: string, task: string) => {
      const gone = () =>
        tasks.set(
          cluster,
          left(cluster).filter(other => other !== task),
        );
      void clock.sleep(60_000).then(gone);
    },
  };
}

function memoryBuckets(objects: Map<string, Uint8Array>, removed: string[], tagged: readonly TaggedBucket[]) {
  const inside = (bucket: string) => [...objects.keys()].filter(key => key.startsWith(`${bucket}/`));
  return {
    has: async (bucket: string, key: string) => objects.has(`${bucket}/${key}`),
    putIfAbsent: async (bucket: string, key: string, body: Uint8Array) => {
      if (objects.has(`${bucket}/${key}`)) return 'exists' as const;
      objects.set(`${bucket}/${key}`, body);
      return 'created' as const;
    },
    empty: async (bucket: string) => {
      const keys = inside(bucket);
      for (const key of keys) objects.delete(key);
      return keys.length;
    },
    remove: async (bucket: string) => {
      if (inside(bucket).length > 0) throw new Error(`${bucket} is not empty`);
      removed.push(bucket);
    },
    count: async (bucket: string) => inside(bucket).length,
    folders: async (bucket: string, prefix: string) => {
      const start = `${bucket}/${prefix}`;
      const below = inside(bucket).filter(key => key.startsWith(start));
      return [...new Set(below.map(key => key.slice(start.length).split('/')[0] ?? ''))];
    },
    tagged: async (prefix: string) =>
      tagged.filter(({ name }) => name.startsWith(prefix) && !removed.includes(name)),
  };
}

function writeEnvironment(root: string, head: string, stacks: Readonly<Record<string, TestStack>>): void {
  const entries = Object.entries(stacks).map(([key, stack]) => {
    writeFileSync(join(root, 'templates', `${key}.yaml`), template(stack));
    return [
      `  ${key}:`,
      `    template: ${key}`,
      ...(stack.after ? [`    after: [${stack.after.join(', ')}]`] : []),
      ...(stack.protect ? ['    terminationProtection: true'] : []),
      ...(stack.function === undefined ? [] : [`    function: ${stack.function}`]),
    ].join('\n');
  });
  for (const { function: name } of Object.values(stacks)) {
    if (name === undefined) continue;
    mkdirSync(join(root, 'functions', name), { recursive: true });
    writeFileSync(join(root, 'functions', name, 'index.ts'), '');
  }
  writeFileSync(join(root, 'environments', 'test.yaml'), `${head}stacks:\n${entries.join('\n')}\n`);
}

function template(stack: TestStack): string {
  const {
    imports = [],
    text = 'a',
    extra = '',
    function: name,
    type,
    retain,
    exports = {},
    noId,
    transform,
  } = stack;
  return [
    ...(transform === undefined ? [] : [`Transform: ${transform}`]),
    ...(name === undefined ? [] : ['Parameters:', '  CodeKey: { Type: String }']),
    'Resources:',
    '  Main:',
    `    Type: ${type ?? 'AWS::SNS::Topic'}`,
    ...(retain ? ['    DeletionPolicy: Retain', '    UpdateReplacePolicy: Retain'] : []),
    '    Properties:',
    `      DisplayName: ${name === undefined ? text : '!Ref CodeKey'}`,
    ...imports.map((from, index) => `      Needs${index}: !ImportValue ${from}`),
    extra,
    'Outputs:',
    ...(noId ? [] : exportLines('Id', '!Ref Main')),
    ...Object.entries(exports).flatMap(([output, value]) => exportLines(output, value)),
    '  Bucket: { Value: t-storage-main }',
    '',
  ]
    .filter(line => line !== '')
    .join('\n')
    .concat('\n');
}

function exportLines(name: string, value: string): readonly string[] {
  return [`  ${name}:`, `    Value: ${value}`, `    Export: { Name: !Sub "\${AWS::StackName}-${name}" }`];
}

/** How each stack of a result ended, by key. */
export function endsOf(result: {
  readonly stacks: ReadonlyMap<string, { readonly end: string }>;
}): Record<string, string> {
  return Object.fromEntries([...result.stacks].map(([key, { end }]) => [key, end]));
}

/** storage ← pool ← wake, and network by itself. */
export const chain: Readonly<Record<string, TestStack>> = {
  storage: {},
  pool: { imports: ['t-storage-Id'] },
  wake: { imports: ['t-pool-Id'] },
  network: {},
};

/** Tells whether a change set still waits to be run. */
export function pending({ state }: { readonly state: { readonly executionStatus: string } }): boolean {
  return state.executionStatus === 'AVAILABLE';
}
