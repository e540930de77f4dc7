import { expect } from 'chai';
import fc from 'fast-check';
import type { Edge } from '../../../scripts/deploy/graph/graph.ts';
import { findCycles, sortInWaves } from '../../../scripts/deploy/graph/order.ts';

const at = { file: 'test', line: 1, column: 1 };
const keys = Array.from({ length: 9 }, (_, index) => `s${index}`);
const pair = fc.tuple(fc.nat(keys.length - 1), fc.nat(keys.length - 1));

function edge(from: number, to: number): Edge {
  return { from: keys[from] ?? '', to: keys[to] ?? '', kind: 'strong', at, via: 'x' };
}

const anyEdges = fc.array(pair, { maxLength: 20 }).map(pairs => pairs.map(([from, to]) => edge(from, to)));

/** Edges that only lead forwards in a shuffled order of the keys: never a cycle. */
const acyclicEdges = fc
  .tuple(fc.shuffledSubarray([...keys.keys()], { minLength: keys.length }), fc.array(pair, { maxLength: 25 }))
  .map(([rank, pairs]) => {
    const forward = pairs.filter(([from, to]) => (rank[from] ?? 0) < (rank[to] ?? 0));
    return forward.map(([from, to]) => edge(from, to));
  });

describe('sortInWaves', () => {
  it('places every stack after all its producers, once', () => {
    fc.assert(
      fc.property(acyclicEdges, edges => {
        const { order, waves } = sortInWaves(keys, edges);
        expect(order.toSorted()).to.deep.equal(keys);
        for (const { from, to } of edges) expect(order.indexOf(from)).to.be.lessThan(order.indexOf(to));
        const wave = (key: string) => waves.findIndex(members => members.includes(key));
        for (const key of keys) {
          const producers = edges.filter(found => found.to === key).map(found => wave(found.from));
          expect(wave(key)).to.equal(Math.max(-1, ...producers) + 1);
        }
      }),
    );
  });

  it('leaves out exactly when there is a cycle', () => {
    fc.assert(
      fc.property(anyEdges, edges => {
        const complete = sortInWaves(keys, edges).order.length === keys.length;
        expect(findCycles(keys, edges).length === 0).to.equal(complete);
      }),
    );
  });
});

describe('findCycles', () => {
  it('finds chains of edges that close, and none where edges only lead forwards', () => {
    let closed = 0;
    fc.assert(
      fc.property(anyEdges, edges => {
        for (const cycle of findCycles(keys, edges)) {
          cycle.forEach((found, index) => {
            expect(found.to).to.equal(cycle[(index + 1) % cycle.length]?.from);
          });
          closed += 1;
        }
      }),
    );
    expect(closed).to.be.greaterThan(0);
    fc.assert(fc.property(acyclicEdges, edges => void expect(findCycles(keys, edges)).to.deep.equal([])));
  });
});
