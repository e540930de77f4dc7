import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { withPool } from '../../../scripts/cli/init/environment-entry.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { ROOT } from '../support.ts';

const local = readFileSync(join(ROOT, 'environments/local.yaml'), 'utf8');

describe('withPool', () => {
  it('adds one entry at the end and changes nothing else, comments included', () => {
    const text = withPool(local, 'letter-count', 'local.yaml');
    expect(text.startsWith(local.trimEnd())).to.equal(true);
    expect(local).to.include('#');
  });

  it('takes the parameters of the plainest pool of the same file', () => {
    const { stacks } = parse(withPool(local, 'letter-count', 'local.yaml')) as {
      stacks: Record<string, object>;
    };
    expect(stacks['letter-count']).to.deep.equal({ ...stacks.hello, function: 'letter-count' });
  });

  it('takes over no settings', () => {
    const text = `stacks:
  prices: { template: pool, function: prices, parameters: { Timeout: 60, Settings: '{"token":"x"}' } }
`;
    expect(parse(withPool(text, 'count', 'x.yaml')).stacks.count).to.deep.equal({
      template: 'pool',
      function: 'count',
      parameters: { Timeout: 60 },
    });
  });

  it('writes a whole entry where there is no pool yet', () => {
    const text = withPool('stacks:\n  storage: { template: storage }\n', 'count', 'x.yaml');
    expect(parse(text))
      .to.have.nested.property('stacks.count')
      .that.deep.equals({
        template: 'pool',
        parameters: { StorageStackName: { stack: 'storage' }, IamStackName: { stack: 'iam' } },
        function: 'count',
      });
  });

  it('refuses a name that is taken, and a file without stacks', () => {
    expect(() => withPool(local, 'hello', 'local.yaml')).to.throw(
      CloudpoolError,
      'has a stack hello already',
    );
    expect(() => withPool('region: us-east-1\n', 'count', 'x.yaml')).to.throw(CloudpoolError, 'no stacks');
  });
});
