/** Counts the AWS calls of a session by name, e.g. `CloudFormation:DescribeStacks`. Retries of one call count once. */
export interface CallLog {
  /** Calls by name, in the order in which the names first appeared. */
  counts(): ReadonlyMap<string, number>;
  /** Starts counting what an SDK client sends. */
  watch(client: object): void;
}

interface MiddlewareContext {
  readonly clientName?: string;
  readonly commandName?: string;
}

type Next = (args: unknown) => Promise<unknown>;

interface WatchableStack {
  add(
    middleware: (next: Next, context: MiddlewareContext) => Next,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void;
}

export function createCallLog(): CallLog {
  const counts = new Map<string, number>();
  return {
    counts: () => counts,
    watch: client => {
      const { middlewareStack } = client as { readonly middlewareStack: WatchableStack };
      middlewareStack.add(
        (next, context) => args => {
          const name = callName(context);
          counts.set(name, (counts.get(name) ?? 0) + 1);
          return next(args);
        },
        { step: 'initialize', name: 'cloudpoolCallLog' },
      );
    },
  };
}

function callName({ clientName = 'Unknown', commandName = 'Unknown' }: MiddlewareContext): string {
  return `${clientName.replace(/Client$/, '')}:${commandName.replace(/Command$/, '')}`;
}

/** The calls that may have changed something: all but those whose names say that they only read. */
export function writeCalls(log: CallLog): ReadonlyMap<string, number> {
  return new Map([...log.counts()].filter(([name]) => !READING.test(name)));
}

const READING = /:(Describe|Get|List|Head)/;
