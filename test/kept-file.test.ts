import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { writeInPlace } from '../scripts/kept-file.ts';

describe('writeInPlace', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-kept-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes the file and its folder', () => {
    const file = join(folder, 'a/b/tree');
    writeInPlace(file, Buffer.from('long text'));
    expect(readFileSync(file, 'utf8')).to.equal('long text');
  });

  it('leaves nothing of a longer text', () => {
    const file = join(folder, 'tree');
    for (const text of ['long text', 'short', 'longer text']) {
      writeInPlace(file, Buffer.from(text));
      expect(readFileSync(file, 'utf8')).to.equal(text);
    }
  });

  it('fails where it cannot write', () => {
    expect(() => writeInPlace(folder, Buffer.from('text'))).to.throw(/EISDIR|EACCES/);
  });
});
