import type { ByteRange, ListPage, ObjectStore } from '../../functions/runtime/protocol/ports.ts';

interface StoredObject {
  readonly bytes: Uint8Array;
  readonly modified: number;
}

/** A bucket in memory with S3's rules, for tests. */
export interface MemoryStore extends ObjectStore {
  readonly objects: ReadonlyMap<string, StoredObject>;
  /** The object as text. Throws when there is none. */
  text(key: string): string;
}

export function memoryStore(now: () => number = Date.now): MemoryStore {
  const objects = new Map<string, StoredObject>();
  const write = (key: string, body: Uint8Array | string) => {
    objects.set(key, { bytes: Uint8Array.from(Buffer.from(body)), modified: now() });
  };
  return {
    objects,
    text: key => {
      const object = objects.get(key);
      if (object === undefined) throw new Error(`no object ${key} among ${[...objects.keys()].join(', ')}`);
      return Buffer.from(object.bytes).toString('utf8');
    },
    get: async (key, range) => cut(objects.get(key)?.bytes, range),
    put: async (key, body) => write(key, body),
    putIfAbsent: async (key, body) => {
      if (objects.has(key)) return 'exists';
      write(key, body);
      return 'created';
    },
    list: async (prefix, options = {}) => page(objects, prefix, { ...options, at: now() }),
  };
}

function cut(bytes: Uint8Array | undefined, range: ByteRange | undefined): Uint8Array | undefined {
  return bytes === undefined || range === undefined ? bytes : bytes.slice(range.from, range.to);
}

function page(
  objects: ReadonlyMap<string, StoredObject>,
  prefix: string,
  { startAfter = '', limit = 1_000, at }: { startAfter?: string; limit?: number; at: number },
): ListPage {
  const keys = [...objects.keys()].filter(key => key.startsWith(prefix) && key > startAfter).sort();
  const listed = keys.slice(0, limit).map(key => {
    const { bytes, modified } = objects.get(key) as StoredObject;
    return { key, size: bytes.length, modified };
  });
  return { objects: listed, more: keys.length > limit, at };
}
