import { expect } from 'chai';
import { oneThreadSeconds, renderRenderDemo } from '../../../../scripts/cli/demo/render/render-view.ts';
import { plainStyle } from '../../../../scripts/cli/style.ts';

const REPORT = {
  run: '20261122T195600-k3f9',
  tiles: 480,
  image: { width: 2560, height: 1440 },
  wallSeconds: 20,
  sample: { tiles: 48, seconds: 3.8 },
  file: '.cloudpool/demo/fractal.png',
  bytes: 4_300_000,
  wrong: [],
};

describe('renderRenderDemo', () => {
  it('prints the speed-up over one thread, and says that it is an estimate', () => {
    const text = renderRenderDemo(REPORT, plainStyle).join('\n');
    expect(oneThreadSeconds(REPORT)).to.be.closeTo(38, 1e-9);
    expect(text).to.include('20.0 s, 1.90 times as fast as one thread');
    expect(text).to.include('an estimate from 48 of the tiles');
    expect(text).to.include('.cloudpool/demo/fractal.png, 4.1 MiB');
  });

  it('names what is wrong', () => {
    const text = renderRenderDemo({ ...REPORT, wrong: ['6 pixels are missing.'] }, plainStyle).join('\n');
    expect(text).to.include('✗ 6 pixels are missing.');
  });
});
