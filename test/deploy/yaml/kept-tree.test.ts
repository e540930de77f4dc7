import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { readTree } from '../../../scripts/deploy/yaml/kept-tree.ts';
import { parseYaml } from '../../../scripts/deploy/yaml/parse.ts';
import type { Problems } from '../../../scripts/deploy/yaml/problems.ts';

const repository = join(import.meta.dirname, '../../..');
const pool = readFileSync(join(repository, 'templates/pool.yaml'), 'utf8');
const shown = 'templates/pool.yaml';

describe('readTree', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-trees-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const folder = () => join(root, '.cloudpool/trees');
  const kept = () => join(folder(), readdirSync(folder())[0] ?? '');
  const read = (text = pool) => readTree({ root, shown, text }, []);

  it('gives the same tree again, with its places', () => {
    const first = read();
    expect(first).to.deep.equal(parseYaml(shown, pool, []));
    const times = readFileSync(kept());
    expect(read()).to.deep.equal(first);
    expect(readFileSync(kept())).to.deep.equal(times);
  });

  it('keeps one tree for each file, and parses a text that is another', () => {
    read();
    expect(read('A: 1\n')).to.deep.equal(parseYaml(shown, 'A: 1\n', []));
    expect(read('A: 2\n')).to.deep.equal(parseYaml(shown, 'A: 2\n', []));
    expect(readdirSync(folder())).to.have.length(1);
    const elsewhere = readTree({ root, shown: 'other.yaml', text: 'A: 2\n' }, []);
    expect(elsewhere?.at.file).to.equal('other.yaml');
  });

  it('tells the problems of a text each time', () => {
    const messages = [1, 2].map(() => {
      const problems: Problems = [];
      readTree({ root, shown, text: 'A: 1\nA: 2\n' }, problems);
      return problems.map(({ code }) => code);
    });
    expect(messages).to.deep.equal([['DUPLICATE_KEY'], ['DUPLICATE_KEY']]);
  });

  it('parses when what was kept is damaged', () => {
    const tree = read();
    const whole = readFileSync(kept());
    const flipped = Buffer.from(whole);
    flipped[whole.length - 5] = (flipped.at(-5) ?? 0) ^ 1;
    for (const damaged of [flipped, whole.subarray(0, 70), whole.subarray(0, 10), Buffer.alloc(0)]) {
      writeFileSync(kept(), damaged);
      expect(read()).to.deep.equal(tree);
      expect(readFileSync(kept())).to.deep.equal(whole);
    }
  });

  it('parses where nothing can be kept', () => {
    writeFileSync(join(root, '.cloudpool'), 'no folder');
    expect(read()).to.deep.equal(parseYaml(shown, pool, []));
    rmSync(join(root, '.cloudpool'));
    mkdirSync(folder(), { recursive: true });
    read();
    const name = kept();
    rmSync(name);
    mkdirSync(name);
    expect(read()).to.deep.equal(parseYaml(shown, pool, []));
    expect(readdirSync(folder())).to.have.length(1);
  });

  it('does not even load the parser for what was kept', async () => {
    const module = (name: string) => JSON.stringify(join(repository, 'scripts/deploy/yaml', name));
    const script = `
      import { registerHooks } from 'node:module';
      registerHooks({ resolve: (name, context, next) => {
        if (name === 'yaml') throw new Error('the parser is loaded');
        return next(name, context);
      } });
      const { readTree } = await import(${module('kept-tree.ts')});
      console.log(readTree({ root: ${JSON.stringify(root)}, shown: 'x', text: 'A: 1\\n' }, []).kind);
    `;
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(await run().catch(String)).to.include('the parser is loaded');
    readTree({ root, shown: 'x', text: 'A: 1\n' }, []);
    expect((await run()).stdout).to.equal('map\n');
  });
});
