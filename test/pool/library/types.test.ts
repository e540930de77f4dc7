import { expect } from 'chai';
import type { handler as hello } from '../../../functions/hello/index.ts';
import type { handler as prices } from '../../../functions/prices/index.ts';
import type { InputOf, OutputOf, Pool } from '../../../scripts/pool/index.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

describe('the types of Pool.connect', () => {
  // The compiler proves these: a wrong one is no assignment.
  it('flow from the function itself', () => {
    const input: Same<InputOf<typeof hello>, { readonly name: string }> = true;
    const output: Same<OutputOf<typeof hello>, { greeting: string }> = true;
    const awaited: OutputOf<typeof prices>['month'] = '2000-03';
    const connect = (pools: typeof Pool) => ({
      typed: () => pools.connect<typeof hello>({ environment: 'e', pool: 'p' }),
      named: () => pools.connect<number, string>({ environment: 'e', pool: 'p' }),
      untyped: () => pools.connect({ environment: 'e', pool: 'p' }),
    });
    type Connected = {
      [Name in keyof ReturnType<typeof connect>]: Awaited<ReturnType<ReturnType<typeof connect>[Name]>>;
    };
    const typed: Same<Connected['typed'], Pool<{ readonly name: string }, { greeting: string }>> = true;
    const named: Same<Connected['named'], Pool<number, string>> = true;
    const untyped: Same<Connected['untyped'], Pool<unknown, unknown>> = true;
    expect([input, output, typed, named, untyped, awaited]).to.not.include(false);
  });
});
