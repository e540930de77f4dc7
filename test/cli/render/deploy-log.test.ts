import { expect } from 'chai';
import { createDeployLog } from '../../../scripts/cli/render/deploy-log.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import { manyStacks } from './many-stacks.ts';

describe('createDeployLog', () => {
  it('says once a minute what goes on when nothing else is to be told', () => {
    let now = 0;
    let look = () => {};
    let stopped = false;
    const said: string[] = [];
    const log = createDeployLog(
      (...lines) => said.push(...lines),
      () => ({ style: plainStyle, width: 80 }),
      {
        now: () => now,
        every: next => {
          look = next;
          return () => {
            stopped = true;
          };
        },
      },
    );
    for (const event of manyStacks.slow) {
      if ('at' in event) now = event.at;
      log.report(event);
    }
    expect(said.slice(-4)).to.deep.equal([
      ' 0:00  one: updating, 2 resources, 20 s expected',
      ' 0:01  one: First UPDATE_IN_PROGRESS',
      ' 0:19  one: First UPDATE_COMPLETE, 1 of 2, 18 s',
      ' 0:20  one: Second UPDATE_IN_PROGRESS',
    ]);
    said.length = 0;
    for (now = 25_000; now <= 200_000; now += 5_000) look();
    expect(said).to.deep.equal([
      ' 1:20  at work: one (Second 1 min 00 s)',
      ' 2:20  at work: one (Second 2 min 00 s)',
      ' 3:20  at work: one (Second 3 min 00 s)',
    ]);
    log.close();
    expect(stopped).to.equal(true);
  });
});
