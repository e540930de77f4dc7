import { expect } from 'chai';
import { entries, fieldsOf, section } from '../support/policy.ts';
import { type Fields, repositoryEnvironments, repositoryTemplates } from '../support/templates.ts';

interface Use {
  readonly environment: string;
  readonly stack: string;
  readonly template: string;
  readonly parameters: Fields;
}

/** Parameters that wait for their second value. */
const awaited = new Map([['fargate.Settings', 'no function with containers takes settings yet']]);

/** Differ by nature: identities of other stacks and of functions, and what the packager fills in. */
const isIdentity = (name: string) => name.endsWith('StackName') || ['CodeKey', 'Function'].includes(name);

const safeguards = ['RequireTls', 'EnforceResultOnce'];

describe('environments', () => {
  const uses = usesIn(repositoryEnvironments());

  it('deploy every template somewhere, and everything everywhere or left out by name with a reason', () => {
    const names = new Set(uses.map(({ template }) => template));
    expect([...names].toSorted()).to.deep.equal(
      repositoryTemplates()
        .map(({ name }) => name)
        .toSorted(),
    );
    const environments = repositoryEnvironments();
    const deployed = [...environments].filter(([name]) => name !== 'local');
    // A new function begins in local.yaml, and goes no further until somebody wants it to.
    const keys = new Set(deployed.flatMap(([, file]) => entries(file.stacks).map(([key]) => key)));
    expect(keys).to.include('prices');
    for (const file of environments.values()) {
      const standing = entries(file.stacks).map(([key]) => key);
      const reasons = Object.entries(fieldsOf(file.leftOut));
      const missing = [...keys].filter(
        key => !standing.includes(key) && !reasons.some(([left]) => left === key),
      );
      expect(missing).to.deep.equal([]);
      for (const [, reason] of reasons) expect(String(reason)).to.have.length.greaterThan(10);
    }
  });

  it('drop a safeguard in local.yaml alone', () => {
    const dropped = uses.filter(use => safeguards.some(name => use.parameters[name] === 'false'));
    expect(new Set(dropped.map(({ environment }) => environment))).to.deep.equal(new Set(['local']));
    expect(
      droppedOutsideLocal(usesIn(new Map([['dev', environment({ RequireTls: 'false' })]]))),
    ).to.have.length(1);
    expect(
      droppedOutsideLocal(usesIn(new Map([['dev', environment({ RequireTls: 'true' })]]))),
    ).to.have.length(0);
    expect(droppedOutsideLocal(uses)).to.deep.equal([]);
  });

  it('use two real values of every parameter', () => {
    const single = parametersWithOneValue(uses);
    expect(single).to.deep.equal([...awaited.keys()]);
    expect(parametersWithOneValue(uses.slice(0, 1)).length).to.be.greaterThan(single.length);
  });

  it('scope the policies to their own prefix', () => {
    const scoped = [...repositoryEnvironments()].map(([, file]) => ({
      prefix: file.prefix,
      iam: fieldsOf(fieldsOf(fieldsOf(file.stacks).iam).parameters).Prefix,
    }));
    expect(scoped).to.have.length.greaterThan(0);
    for (const { prefix, iam } of scoped) expect(iam).to.equal(prefix);
  });

  it('keep the concurrency within what is reserved', () => {
    const reserved = uses.filter(use => Number(use.parameters.ReservedConcurrency ?? 0) > 0);
    expect(reserved).to.have.length.greaterThan(0);
    expect(overReserved(reserved)).to.deep.equal([]);
    const greedy = usesIn(new Map([['x', environment({ ReservedConcurrency: 5, MaximumConcurrency: 10 })]]));
    expect(overReserved(greedy)).to.have.length(1);
  });

  it('name an account or an endpoint never by mistake: only local.yaml has an endpoint, on the loopback', () => {
    const withEndpoint = [...repositoryEnvironments()].filter(([, file]) => file.endpoint !== undefined);
    expect(withEndpoint.map(([name, file]) => [name, new URL(String(file.endpoint)).hostname])).to.deep.equal(
      [['local', '127.0.0.1']],
    );
  });

  it('have address ranges of their own', () => {
    const ranges = uses.filter(({ template }) => template === 'network').map(use => use.parameters.Cidr);
    expect(ranges).to.have.length.greaterThan(1);
    expect(new Set(ranges).size).to.equal(ranges.length);
  });
});

function usesIn(files: ReadonlyMap<string, Fields>): readonly Use[] {
  return [...files].flatMap(([environment, file]) =>
    entries(file.stacks).map(([stack, entry]) => ({
      environment,
      stack,
      template: String(entry.template),
      parameters: fieldsOf(entry.parameters),
    })),
  );
}

function environment(parameters: Fields): Fields {
  return { stacks: { prices: { template: 'pool', parameters } } };
}

function droppedOutsideLocal(uses: readonly Use[]): readonly Use[] {
  return uses.filter(
    use => use.environment !== 'local' && safeguards.some(name => use.parameters[name] === 'false'),
  );
}

function overReserved(uses: readonly Use[]): readonly Use[] {
  return uses.filter(
    ({ parameters }) => Number(parameters.MaximumConcurrency) > Number(parameters.ReservedConcurrency),
  );
}

/** The values of a parameter in use: what the files say, else its default. */
function parametersWithOneValue(uses: readonly Use[]): readonly string[] {
  return repositoryTemplates().flatMap(template =>
    section(template, 'Parameters')
      .filter(([name]) => !isIdentity(name))
      .filter(([name, parameter]) => {
        const values = uses
          .filter(use => use.template === template.name)
          .map(use => JSON.stringify(use.parameters[name] ?? parameter.Default));
        return new Set(values).size < 2;
      })
      .map(([name]) => `${template.name}.${name}`),
  );
}
