import { Buffer } from 'node:buffer';
import { placeOfKey } from './sim-history.ts';
import type { SimProcess } from './sim-process.ts';
import type { SimWorld } from './sim-world.ts';

/** What S3 says when it does not do as asked: the shape that the SDK throws. */
export class S3Failure extends Error {
  override readonly name: string;
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(name: string, httpStatusCode?: number) {
    super(`simulated ${name}`);
    this.name = name;
    this.$metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  }
}

interface StoredObject {
  readonly body: Uint8Array;
  readonly modified: number;
}

export interface Listing {
  readonly objects: readonly { readonly key: string; readonly size: number; readonly modified: number }[];
  readonly more: boolean;
}

const MOST_KEYS = 1000;

/** The objects of a bucket: strongly consistent, written whole, listed in byte order. */
export class SimBucket {
  readonly #world: SimWorld;
  readonly #objects = new Map<string, StoredObject>();
  readonly #keys: string[] = [];

  constructor(world: SimWorld) {
    this.#world = world;
  }

  /** An object's bytes, seen from outside the simulation. */
  peek(key: string): Uint8Array | undefined {
    return this.#objects.get(key)?.body;
  }

  keys(): readonly string[] {
    return this.#keys;
  }

  /** `range`: as in the header, `bytes=0-99`. */
  get(key: string, range: string | undefined): Uint8Array {
    const body = this.#objects.get(key)?.body;
    if (body === undefined) throw new S3Failure('NoSuchKey', 404);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
    if (from === undefined) return body;
    if (Number(from) >= body.length) throw new S3Failure('InvalidRange', 416);
    return body.slice(Number(from), Number(to) + 1);
  }

  put(process: SimProcess, key: string, content: Uint8Array | string): void {
    const body = typeof content === 'string' ? Buffer.from(content) : content.slice();
    const at = this.#world.clock.now();
    const place = placeOfKey(key);
    const replaced = this.#objects.has(key);
    if (!replaced) this.#keys.splice(this.#placeOf(key), 0, key);
    this.#objects.set(key, { body, modified: at });
    this.#world.history.push({ type: 'written', at, by: process.actor, key, place, body, replaced });
  }

  /** `If-None-Match: *`. The SDK tries again by itself, and then it meets the 412 of its own first try. */
  putIfNone(process: SimProcess, key: string, content: Uint8Array | string): void {
    if (this.#objects.has(key)) throw new S3Failure('PreconditionFailed', 412);
    if (this.#world.faults.hit('store: 409 for a conditional write')) {
      throw new S3Failure('ConditionalRequestConflict', 409);
    }
    this.put(process, key, content);
    if (this.#world.faults.hit('store: meets its own 412 after a lost answer')) {
      throw new S3Failure('PreconditionFailed', 412);
    }
  }

  list(prefix: string, startAfter = '', limit = MOST_KEYS): Listing {
    let most = Math.min(limit, MOST_KEYS);
    if (most > 1 && this.#world.faults.hit('store: cuts a page short'))
      most = this.#world.random.integer(1, 3);
    const objects: { key: string; size: number; modified: number }[] = [];
    for (let place = this.#placeOf(prefix); place < this.#keys.length; place++) {
      const key = this.#keys[place] as string;
      if (!key.startsWith(prefix)) break;
      if (key <= startAfter) continue;
      if (objects.length === most) return { objects, more: true };
      const { body, modified } = this.#objects.get(key) as StoredObject;
      objects.push({ key, size: body.length, modified });
    }
    return { objects, more: false };
  }

  /** Where a key stands, or would stand. */
  #placeOf(key: string): number {
    let [low, high] = [0, this.#keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
