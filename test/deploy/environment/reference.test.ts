import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadEnvironment } from '../../../scripts/deploy/environment/environment.ts';

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

  it('is the name of a file among the environments, however it was found', () => {
    expect(load('dev')).to.include({ name: 'dev', reference: 'dev' });
    expect(load('environments/dev.yaml')).to.include({ name: 'dev', reference: 'dev' });
  });

  it('is the path of any other file, so that a printed command finds it again', () => {
    const { name, reference } = load('./mine/dev.yaml');
    expect({ name, reference }).to.deep.equal({ name: 'dev', reference: 'mine/dev.yaml' });
    expect(load(reference).file).to.equal(join(root, 'mine/dev.yaml'));
  });
});
