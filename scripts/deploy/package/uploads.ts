import { createLimit } from '../apply/limit.ts';
import type { OpenContext } from '../context.ts';

/** AWS takes many more at once; the link of a laptop does not. */
const UPLOADS_AT_ONCE = 8;

/** Puts packages into the artifact bucket, each once, and only when it is not there. */
export interface Uploads {
  /** Resolves when the function's package lies in the bucket. Asking again is free. */
  ensure(functionName: string, bucket: string): Promise<void>;
}

export function createUploads(context: OpenContext): Uploads {
  const limit = createLimit(UPLOADS_AT_ONCE);
  const started = new Map<string, Promise<void>>();
  return {
    ensure: (functionName, bucket) => {
      const known = started.get(functionName) ?? limit(() => upload(context, functionName, bucket));
      started.set(functionName, known);
      return known;
    },
  };
}

async function upload(
  { gateways, clock, report }: OpenContext,
  functionName: string,
  bucket: string,
): Promise<void> {
  const { key, zip } = await gateways.packager.pack(functionName);
  let bytes = 0;
  let skipped = await gateways.buckets.has(bucket, key);
  if (!skipped) {
    const body = await zip();
    bytes = body.byteLength;
    skipped = (await gateways.buckets.putIfAbsent(bucket, key, body)) === 'exists';
  }
  report({ type: 'upload', at: clock.now(), function: functionName, objectKey: key, bytes, skipped });
}
