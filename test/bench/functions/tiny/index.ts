import { task } from '../../../../functions/runtime/index.ts';

/** As little as a task can do: what it costs is what Cloudpool costs. */
export const handler = task((input: number) => input * 2, { timeout: 30 });
