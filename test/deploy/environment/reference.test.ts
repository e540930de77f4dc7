import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { check } from '../../../scripts/deploy/check.ts';
import { loadEnvironment } from '../../../scripts/deploy/environment/environment.ts';
import { ProblemsError } from '../../../scripts/errors.ts';

describe('the reference of an environment', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-reference-'));
    for (const folder of ['environments', 'mine']) {
      mkdirSync(join(root, folder));
      writeFileSync(join(root, folder, 'dev.yaml'), 'region: us-east-1\nprefix: p\nstacks: {}\n');
    }
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const load = (nameOrFile: string) => loadEnvironment(nameOrFile, { root, variables: {} });

  it('stands in the sum of the problems, also for a file that is no map, and is given in full', () => {
    writeFileSync(join(root, 'mine/list.yaml'), '- a\n');
    const refusal = () => check(join(root, 'mine/list.yaml'), { root, variables: {} });
    expect(refusal).to.throw(ProblemsError).with.property('message', '1 problem in mine/list.yaml');
  });

  it('is the name of a file among the environments, however it was found', () => {
    expect(load('dev')).to.include({ name: 'dev', reference: 'dev' });
    expect(load('environments/dev.yaml')).to.include({ name: 'dev', reference: 'dev' });
  });

  it('is the path of any other file, so that a printed command finds it again', () => {
    const { name, reference } = load('./mine/dev.yaml');
    expect({ name, reference }).to.deep.equal({ name: 'dev', reference: 'mine/dev.yaml' });
    expect(load(reference).file).to.equal(join(root, 'mine/dev.yaml'));
  });

  it('is the path from where the command was typed', () => {
    const typedIn = (directory: string) =>
      loadEnvironment(join(root, 'mine/dev.yaml'), { root, directory, variables: {} }).reference;
    expect(typedIn(join(root, 'mine'))).to.equal('dev.yaml');
    // Nothing above: the path in full.
    expect(typedIn(join(root, 'environments'))).to.equal(join(root, 'mine/dev.yaml'));
  });
});
