/** What a function imports: `import { task } from 'cloudpool/task'`. */
export { PermanentError } from './permanent-error.ts';
export type { TaskKind } from './protocol/describe.ts';
export type { Json } from './protocol/json.ts';
export { type Settings, type Task, type TaskContext, type TaskOptions, task } from './task.ts';
