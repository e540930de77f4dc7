import type { Delivery } from '../../functions/runtime/protocol/ports.ts';
import type { DeliveryEnd, Invocation } from '../../functions/runtime/worker-dependencies.ts';
import { type ChunkName, chunkNameOf } from './sim-history.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimWorld } from './sim-world.ts';

/** Instead of the chunk, for a message that names none. */
export const NO_CHUNK: ChunkName = 'none';

/** What one process of a function does with a delivery: the real worker, bound to the process's own ports. */
export type Handler = (delivery: Delivery, invocation: Invocation) => Promise<DeliveryEnd>;

/** Loads the function in a fresh process. */
export type LoadHandler = (environment: {
  readonly process: SimProcess;
  readonly chunk: () => ChunkName;
}) => Handler;

/** A place where one delivery at a time is worked on: an execution environment of Lambda, or a slot of a container. */
export interface Environment {
  readonly process: SimProcess;
  readonly handle: Handler;
  /** The chunk that it works on. */
  chunk: ChunkName;
}

export function openEnvironment(process: SimProcess, load: LoadHandler): Environment {
  const environment: Environment = {
    process,
    handle: load({ process, chunk: () => environment.chunk }),
    chunk: NO_CHUNK,
  };
  return environment;
}

/** Thaws it for a delivery, and notes that it came. */
export function begin(world: SimWorld, environment: Environment, delivery: Delivery, number: number): void {
  const { process } = environment;
  environment.chunk = workOf(delivery);
  process.delivery = number;
  process.frozen = false;
  const { messageId, receiveCount: receive } = delivery;
  record(world, environment, { type: 'received', messageId, receive });
}

type Told =
  | { readonly type: 'received'; readonly messageId: string; readonly receive: number }
  | { readonly type: 'acknowledged'; readonly localTime: number }
  | { readonly type: 'gave-back'; readonly localTime: number }
  | { readonly type: 'strayed'; readonly what: string };

export function record(world: SimWorld, { process, chunk }: Environment, told: Told): void {
  world.trace?.(`${process.name} chunk ${chunk} ${JSON.stringify(told)}`);
  world.history.push({ at: world.clock.now(), by: process.actor, chunk, ...told });
}

/** A message without the attribute is a loose task, whatever its body. */
export function workOf({ body, messageId, attributes }: Delivery): ChunkName {
  return chunkNameOf(body) ?? (attributes.cloudpool === undefined ? `${messageId}/0` : NO_CHUNK);
}
