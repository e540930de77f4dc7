import { join } from 'node:path';
import { expect } from 'chai';
import { check } from '../../../scripts/deploy/check.ts';
import { withParameter } from '../../../scripts/deploy/graph/with-parameter.ts';

const ROOT = join(import.meta.dirname, '../../..');

describe('withParameter', () => {
  const graph = check('local', { root: ROOT, variables: {} });
  const change = (name: string, value: string, key = 'hello') => withParameter(graph, { key, name, value });

  it('changes that parameter of that stack and nothing else', () => {
    const changed = change('MemorySize', '1024');
    expect(changed.nodes.get('hello')?.parameters.get('MemorySize')).to.equal('1024');
    expect(graph.nodes.get('hello')?.parameters.get('MemorySize')).to.equal('256');
    for (const [key, node] of graph.nodes) {
      if (key !== 'hello') expect(changed.nodes.get(key)).to.equal(node);
    }
  });

  it('refuses what the template does not take', () => {
    for (const [name, value, key, says] of [
      ['MemorySize', '64', 'hello', 'at least 128'],
      ['MemorySize', 'much', 'hello', 'must be a number'],
      ['Memory', '512', 'hello', 'has no parameter Memory'],
      ['MemorySize', '512', 'helo', 'There is no stack helo'],
    ] as const) {
      expect(() => change(name, value, key))
        .to.throw(says)
        .with.property('exitCode', 2);
    }
  });
});
