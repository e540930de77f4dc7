import type { ContainerSize } from '../../estimate/container-price.ts';

/** What is known of a fleet of containers before any of them runs. */
export interface FleetFacts {
  /** Its stack's key in the environment file. */
  readonly key: string;
  readonly size: ContainerSize;
  /** Containers at once, whoever started them. */
  readonly maxTasks: number;
  /** They leave by themselves after so long without a message. */
  readonly idleSeconds: number;
  /** Repository and tag: what is pulled. */
  readonly image: string;
  /** Where they log. */
  readonly logGroup: string;
}

/** A pool's containers, as a run needs them. Every method throws `StoreError` when the service could not be asked. */
export interface WorkerFleet extends FleetFacts {
  /** How many containers are up or on their way, whoever started them. */
  running(): Promise<number>;
  /** Starts up to ten. The same token starts nothing twice. */
  start(order: StartOrder): Promise<StartAnswer>;
  /** Up to a hundred. One that the service does not know (yet, or any more) is left out. */
  look(containers: readonly string[]): Promise<readonly ContainerState[]>;
}

export interface StartOrder {
  readonly count: number;
  readonly run: string;
  readonly token: string;
}

export interface StartAnswer {
  /** Ids of what was started. */
  readonly started: readonly string[];
  /** The service's reasons, one for each that was not. */
  readonly refused: readonly string[];
}

/** One container at one moment. Times in milliseconds since the epoch. */
export interface ContainerState {
  readonly id: string;
  /** What is billed begins with the pull of the image. */
  readonly billedFrom?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  /** Only of one that has stopped. */
  readonly end?: ContainerEnd | undefined;
}

/** How a container ended: by itself, because there was no work, or before its time. */
export type ContainerEnd = { readonly kind: 'left' } | { readonly kind: 'lost'; readonly reason: string };

/** The containers of a pool. */
export interface PoolFleets {
  readonly fleets: readonly WorkerFleet[];
  /** Nobody else takes the pool's messages by itself. */
  readonly alone: boolean;
}

export const NO_FLEETS: PoolFleets = { fleets: [], alone: false };
