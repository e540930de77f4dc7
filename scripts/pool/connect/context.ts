import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import type { AwsSession } from '../../aws/session.ts';
import type { Environment } from '../../deploy/environment/environment.ts';
import type { RunEvent } from '../events.ts';

/** What every command about pools and runs needs. */
export interface PoolContext {
  readonly environment: Environment;
  readonly session: AwsSession;
  readonly clock: Clock;
  readonly report: (event: RunEvent) => void;
  /** Aborts when the user wants to leave. */
  readonly signal: AbortSignal;
}
