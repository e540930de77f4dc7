/** The library: `import { Pool } from 'cloudpool'`. */
export { CloudpoolError, ProblemsError } from '../errors.ts';
export type { RunSettings } from './commands/run.ts';
export type { RunEvent } from './events.ts';
export {
  type AnyTask,
  type ConnectOptions,
  type InputOf,
  type Inputs,
  type OutputOf,
  Pool,
} from './library/pool.ts';
export type { Run, RunStatus, TaskOutcome } from './library/run.ts';
export { TaskError } from './library/task-error.ts';
