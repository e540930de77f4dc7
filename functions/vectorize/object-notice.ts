import { PermanentError } from '../runtime/index.ts';

/** Which object is meant, as the trigger says it. */
export interface ObjectNotice {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** The input of the task names no object. */
export class BadNotice extends PermanentError {
  override readonly name = 'BadNotice';
}

/** Reads the input of a task. Throws `BadNotice`. */
export function readNotice(input: unknown): ObjectNotice {
  const { bucket, key, etag, size } = (input ?? {}) as { readonly [name: string]: unknown };
  if (typeof size !== 'number') throw new BadNotice(`"size" must be a number of bytes, got ${show(size)}`);
  return { bucket: text('bucket', bucket), key: text('key', key), etag: text('etag', etag), size };
}

function text(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new BadNotice(`"${name}" must be a text, got ${show(value)}`);
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
