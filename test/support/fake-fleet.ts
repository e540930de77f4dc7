import type {
  ContainerEnd,
  ContainerState,
  StartAnswer,
  StartOrder,
  WorkerFleet,
} from '../../scripts/pool/fleet/worker-fleet.ts';

/** A fleet whose containers start at once and end when they are told to. */
export interface FakeFleet extends WorkerFleet {
  readonly orders: StartOrder[];
  readonly containers: Map<string, ContainerState>;
  /** When somebody looked, by the clock. */
  readonly looks: number[];
  /** Containers of others. */
  others: number;
  /** Called before each start. May throw, or answer instead of it. */
  fault: (order: StartOrder) => StartAnswer | undefined;
  /** Called after each start: its answer may be lost. */
  afterwards: (order: StartOrder) => void;
  /** What becomes of a container the moment it is started. */
  fate: (id: string) => Partial<ContainerState>;
  end(id: string, end: ContainerEnd): void;
  readonly up: readonly string[];
}

export const LEFT: ContainerEnd = { kind: 'left' };
export const lost = (reason: string): ContainerEnd => ({ kind: 'lost', reason });

export function fakeFleet(now: () => number, changes: Partial<WorkerFleet> = {}): FakeFleet {
  const tokens = new Map<string, StartAnswer>();
  let started = 0;
  const start = (order: StartOrder): StartAnswer => {
    const ids = Array.from({ length: order.count }, () => `arn:ecs:task/cluster/c${++started}`);
    for (const id of ids) {
      fleet.containers.set(id, { id, billedFrom: now(), startedAt: now(), ...fleet.fate(id) });
    }
    return { started: ids, refused: [] };
  };
  const fleet: FakeFleet = {
    key: 'crew',
    size: { vcpu: 1, memoryGb: 2, architecture: 'x86_64', spot: true, publicAddress: false },
    maxTasks: 4,
    idleSeconds: 60,
    image: 'registry/app-crew:abc',
    logGroup: 'app-crew-Logs',
    orders: [],
    containers: new Map(),
    looks: [],
    others: 0,
    fault: () => undefined,
    afterwards: () => undefined,
    fate: () => ({}),
    get up() {
      return [...fleet.containers.values()].filter(({ end }) => end === undefined).map(({ id }) => id);
    },
    end: (id, end) => {
      const state = fleet.containers.get(id);
      if (state === undefined) throw new Error(`no container ${id}`);
      fleet.containers.set(id, { ...state, stoppedAt: now(), end });
    },
    running: async () => fleet.others + fleet.up.length,
    start: async order => {
      fleet.orders.push(order);
      const answer = fleet.fault(order) ?? tokens.get(order.token) ?? start(order);
      tokens.set(order.token, answer);
      fleet.afterwards(order);
      return answer;
    },
    look: async ids => {
      fleet.looks.push(now());
      return ids.flatMap(id => fleet.containers.get(id) ?? []);
    },
    ...changes,
  };
  return fleet;
}
