import type { DeployContext } from './context.ts';
import { status } from './status.ts';

/** The outputs of every stack that stands, by key. */
export async function outputs(
  context: DeployContext,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const stacks = await status(context);
  return new Map(
    stacks
      .filter(({ status, ours }) => status !== 'ABSENT' && ours)
      .map(({ key, outputs }) => [key, outputs] as const),
  );
}

/** Names each output as an environment variable: `storage`, `DataBucketName` → `STORAGE_DATA_BUCKET_NAME`. */
export function outputVariables(
  outputs: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...outputs].flatMap(([key, values]) =>
      Object.entries(values).map(([name, value]) => [`${upperSnake(key)}_${upperSnake(name)}`, value]),
    ),
  );
}

function upperSnake(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
}
