import { createBundler } from './bundle.ts';
import { packageKey } from './files.ts';
import { zipPackage } from './zip.ts';

/** A function, bundled. It is zipped only when the bucket has it not. */
export interface FunctionPackage {
  readonly function: string;
  /** The object key in the artifact bucket: changes exactly when the bundle does. */
  readonly key: string;
  zip(): Promise<Uint8Array>;
}

export interface Packager {
  /** Bundles a function, once per process. */
  pack(functionName: string): Promise<FunctionPackage>;
}

/** Packs the functions of the clone at `root`. */
export function createPackager(root: string): Packager {
  const packed = new Map<string, Promise<FunctionPackage>>();
  const bundler = createBundler(root);
  const pack = async (name: string): Promise<FunctionPackage> => {
    const files = await bundler.ofFunction(name);
    return { function: name, key: packageKey(name, files), zip: () => zipPackage(files) };
  };
  return {
    pack: name => {
      const known = packed.get(name) ?? pack(name);
      packed.set(name, known);
      return known;
    },
  };
}
