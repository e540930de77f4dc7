import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import stringWidth from 'string-width';
import { displayWidth } from '../../scripts/cli/display-width.ts';

const SCRIPTS = resolve(import.meta.dirname, '../../scripts');

describe('displayWidth', () => {
  it('agrees with the tables of all scripts on every character of the first plane', () => {
    const different = Array.from({ length: 0x10_000 }, (_, code) => String.fromCodePoint(code)).filter(
      character => displayWidth(character) !== stringWidth(character),
    );
    expect(different).to.deep.equal([]);
  });

  it('agrees on clusters, colours and what is wide', () => {
    for (const text of [
      '',
      'pool',
      'e\u0301',
      '✔\uFE0F',
      '👩‍👩‍👧',
      '漢字',
      '\u001B[31m✖ failed\u001B[39m',
      '1️⃣',
    ]) {
      expect(displayWidth(text), JSON.stringify(text)).to.equal(stringWidth(text));
    }
  });

  it('loads the tables only when they are needed', () => {
    const script = `
      const { displayWidth } = await import(${JSON.stringify(join(SCRIPTS, 'cli/display-width.ts'))});
      const loaded = () => Object.keys(process.getBuiltinModule('module')._cache).some(file => file.includes('string-width'));
      displayWidth('✔ pool ── done');
      const plain = loaded();
      displayWidth('漢字');
      console.log(plain, loaded());`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(out.trim()).to.equal('false true');
  });
});
