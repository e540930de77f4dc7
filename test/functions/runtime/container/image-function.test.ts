import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { findFunction } from '../../../../functions/runtime/container/image-function.ts';

describe('findFunction', () => {
  let folder: string;
  let beside: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-app-'));
    beside = pathToFileURL(join(folder, 'container.mjs')).href;
    writeFileSync(join(folder, 'codes.json'), '{"hello":"code/hello/1.zip","prices":"code/prices/2.zip"}');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('finds a function of the image by its name', () => {
    const { thread, code } = findFunction({ CLOUDPOOL_FUNCTION: 'prices' }, beside);
    expect(thread.pathname).to.equal(join(folder, 'prices/thread.mjs'));
    expect(code).to.equal('code/prices/2.zip');
  });

  it('takes module and code that are given by themselves, without an image', () => {
    const given = { CLOUDPOOL_THREAD: '/w/t.mjs', CLOUDPOOL_CODE: 'code/x/3.zip' };
    const { thread, code } = findFunction(given, 'file:///nowhere/container.ts');
    expect([thread.pathname, code]).to.deep.equal(['/w/t.mjs', 'code/x/3.zip']);
  });

  it('lets either be replaced', () => {
    const CLOUDPOOL_FUNCTION = 'hello';
    expect(findFunction({ CLOUDPOOL_FUNCTION, CLOUDPOOL_CODE: 'c' }, beside).code).to.equal('c');
    const { thread, code } = findFunction({ CLOUDPOOL_FUNCTION, CLOUDPOOL_THREAD: '/t.mjs' }, beside);
    expect([thread.pathname, code]).to.deep.equal(['/t.mjs', 'code/hello/1.zip']);
  });

  it('names what is missing', () => {
    expect(() => findFunction({}, beside)).to.throw('CLOUDPOOL_FUNCTION');
    expect(() => findFunction({ CLOUDPOOL_FUNCTION: '../hello' }, beside)).to.throw('only hello, prices');
    expect(() => findFunction({ CLOUDPOOL_FUNCTION: 'toString' }, beside)).to.throw('no function toString');
    expect(() => findFunction({ CLOUDPOOL_FUNCTION: 'hello' }, 'file:///nowhere/x.mjs')).to.throw(
      '/nowhere/codes.json',
    );
  });
});
