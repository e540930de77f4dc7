import { expect } from 'chai';
import { type ContainerSize, containerCost, containerHour } from '../../scripts/estimate/container-price.ts';

const size: ContainerSize = {
  vcpu: 1,
  memoryGb: 2,
  architecture: 'x86_64',
  spot: false,
  publicAddress: false,
};

describe('containerHour', () => {
  it('adds up processors and memory at the prices of the architecture', () => {
    expect(containerHour(size)).to.be.closeTo(0.04048 + 2 * 0.004445, 1e-9);
    expect(containerHour({ ...size, architecture: 'arm64' })).to.be.closeTo(0.03238 + 2 * 0.00356, 1e-9);
  });

  it('takes 70 % off on Spot, but nothing off a public address', () => {
    const spot = containerHour({ ...size, spot: true, publicAddress: true });
    expect(spot).to.be.closeTo(0.3 * containerHour(size) + 0.005, 1e-9);
  });
});

describe('containerCost', () => {
  it('bills a minute for a container that was up for a second', () => {
    expect(containerCost(size, 1)).to.be.closeTo(containerHour(size) / 60, 1e-12);
    expect(containerCost(size, 90)).to.be.closeTo(containerHour(size) / 40, 1e-12);
  });
});
