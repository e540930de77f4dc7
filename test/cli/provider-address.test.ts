import { expect } from 'chai';
import { providerAddress } from '../../scripts/cli/provider-address.ts';
import { loadEnvironment } from '../../scripts/deploy/environment/environment.ts';
import { ROOT } from './support.ts';

describe('providerAddress', () => {
  it('is what local.yaml gives the pool prices, and nothing on AWS', () => {
    const environment = (name: string) => loadEnvironment(name, { root: ROOT, variables: {} });
    expect(providerAddress(environment('local'))).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(providerAddress(environment('dev'))).to.equal(undefined);
  });

  it('takes the first pool that asks an address of this machine', () => {
    const settings = [
      '{"token":"x"}',
      '{"baseUrl":"https://api.tiingo.com"}',
      '{"baseUrl":"http://127.0.0.1:5577"}',
    ];
    expect(providerAddress(withSettings(...settings))).to.equal('http://127.0.0.1:5577');
  });

  it('leaves settings that it cannot read to others', () => {
    expect(
      providerAddress(withSettings('{', '[]', 'null', '{"baseUrl":7}', '{"baseUrl":"nonsense"}')),
    ).to.equal(undefined);
  });
});

function withSettings(...settings: readonly string[]) {
  const entries = settings.map((value, index) => [`pool-${index}`, stack(value)] as const);
  return { stacks: new Map(entries) };
}

function stack(settings: string) {
  const at = { file: 'environments/local.yaml', line: 1, column: 1 };
  return {
    key: 'pool',
    stackName: 'cloudpool-local-pool',
    templateFile: 'templates/pool.yaml',
    terminationProtection: false,
    after: [],
    parameters: new Map([['Settings', { kind: 'value', value: settings, at }]] as const),
    at,
  };
}
