import { expect } from 'chai';
import { containersText } from '../../../scripts/cli/render/container-lines.ts';
import { runLines } from '../../../scripts/cli/render/run-lines.ts';
import type { ContainerSize } from '../../../scripts/estimate/container-price.ts';

const size: ContainerSize = {
  vcpu: 1,
  memoryGb: 2,
  architecture: 'x86_64',
  spot: true,
  publicAddress: false,
};
const started = { type: 'containers-started', at: 0, fleet: 'crew', idleSeconds: 60 } as const;
const left = { type: 'containers-left', at: 0, idleSeconds: 60 } as const;

describe('runLines about containers', () => {
  it('says what is started and what it costs an hour', () => {
    expect(runLines({ ...started, count: 4, size, hourly: 0.0592 })).to.deep.equal([
      'Starts 4 containers of 1 vCPU, 2 GB on Spot: $0.06 an hour together, they leave after 60 s without work.',
    ]);
    expect(runLines({ ...started, count: 1, size: { ...size, spot: false }, hourly: 0.049 })[0]).to.include(
      'Starts 1 container of 1 vCPU, 2 GB: $0.05 an hour, it leaves',
    );
  });

  it('names a lost one and why', () => {
    const event = { type: 'container-lost', at: 0, fleet: 'crew', container: 'c2' } as const;
    expect(runLines({ ...event, reason: 'AWS took its Spot capacity back' })).to.deep.equal([
      'note: container c2 of crew is lost: AWS took its Spot capacity back',
    ]);
  });

  it('says in the end what they cost, and who is still there', () => {
    const some = { started: 5, lost: 1, up: 3, seconds: 372, billedSeconds: 600, cost: 0.00123 };
    expect(runLines({ ...left, ...some })).to.deep.equal([
      '5 containers (1 lost): 6 min 12 s together so far. Fargate bills 10 min 00 s, about $0.0012 once all have left: 3 are still up, and leave by themselves after 60 s without work.',
    ]);
    const one = { started: 1, lost: 0, seconds: 3.4, billedSeconds: 60, cost: 0.02 };
    expect(runLines({ ...left, ...one, up: 0 })).to.deep.equal([
      '1 container: 3.4 s. Fargate bills 1 min 00 s, about $0.02.',
    ]);
    expect(runLines({ ...left, ...one, up: 1 })[0]).to.include(
      '3.4 s so far. Fargate bills 1 min 00 s, about $0.02 once all have left: it is still up, and leaves by itself',
    );
  });
});

describe('containersText', () => {
  it('tells those on their way from those at work', () => {
    expect(containersText({ up: 4, working: 0 })).to.equal('4 containers start');
    expect(containersText({ up: 1, working: 0 })).to.equal('1 container starts');
    expect(containersText({ up: 4, working: 3 })).to.equal('3 of 4 containers work');
    expect(containersText({ up: 4, working: 4 })).to.equal('4 containers work');
    expect(containersText({ up: 1, working: 1 })).to.equal('1 container works');
    expect(containersText({ up: 0, working: 0 })).to.equal('no container is up');
  });
});
