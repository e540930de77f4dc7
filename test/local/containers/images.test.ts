import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import type { AgentEvent } from '../../../scripts/local/agent/events.ts';
import { openImages } from '../../../scripts/local/containers/images.ts';

/** A clone whose writer writes what the one source file says, and fails where it says so. */
const WRITER = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const source = readFileSync(new URL('../../functions/f/index.ts', import.meta.url), 'utf8');
if (source.includes('broken')) { console.error('functions/f/index.ts:1:1: broken'); process.exit(2); }
const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
for (const file of ['container.mjs', 'codes.json']) writeFileSync(folder + '/' + file, source);
`;

describe('openImages', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'cloudpool-images-'));
    for (const folder of ['functions/f', 'scripts/image', 'state'])
      mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'scripts/image/write.ts'), WRITER);
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    edit('one');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const edit = (text: string) => writeFileSync(join(root, 'functions/f/index.ts'), text);
  const open = (events: AgentEvent[] = []) =>
    openImages({
      root,
      stateDir: join(root, 'state'),
      clock: systemClock,
      report: event => events.push(event),
    });
  const reasonOf = async (work: Promise<unknown>) =>
    await work.then(
      () => 'none',
      error => String(error.message),
    );

  it('writes tag local once for each state of the sources, whoever asks', async () => {
    const events: AgentEvent[] = [];
    const images = open(events);
    const [first, second] = await Promise.all([images.find('a/b:local'), images.find('c:local')]);
    expect(first).to.equal(second);
    expect(readdirSync(first).sort()).to.deep.equal(['codes.json', 'container.mjs']);
    edit('two');
    expect(await images.find('a/b:local')).not.to.equal(first);
    expect(existsSync(first), 'a container may run from it').to.equal(true);
    expect(events.map(({ type }) => type)).to.deep.equal(['image-written', 'image-written']);
  });

  it('keeps the image of the sources over a restart, and forgets those of others', async () => {
    const before = await open().find('x:local');
    edit('two');
    const now = await open().find('x:local');
    expect([existsSync(before), existsSync(now)]).to.deep.equal([false, true]);
    const events: AgentEvent[] = [];
    expect(await open(events).find('x:local')).to.equal(now);
    expect(events).to.deep.equal([]);
  });

  it('says why the sources do not build, and tries again', async () => {
    edit('broken');
    const images = open();
    expect(await reasonOf(images.find('x:local'))).to.match(
      /^CannotPullContainerError: .*index.ts:1:1: broken/,
    );
    copyFileSync(join(root, 'package.json'), join(root, 'functions/f/index.ts'));
    expect(await reasonOf(images.find('x:local'))).to.equal('none');
  });

  it('finds any other tag as a folder', async () => {
    const folder = join(root, 'state/images/1.2');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'container.mjs'), '');
    expect(await reasonOf(open().find('h.io:80/n:1.2')), 'half an image').to.match(
      /no image with the tag 1.2/,
    );
    writeFileSync(join(folder, 'codes.json'), '{}');
    expect(await open().find('h.io:80/n:1.2')).to.equal(folder);
  });

  for (const image of ['n', 'n:', 'n:..', 'n:../../functions', 'n@sha256:0000']) {
    it(`does not find ${image}`, async () => {
      expect(await reasonOf(open().find(image))).to.match(/^CannotPullContainerError: no image with the tag/);
    });
  }
});
