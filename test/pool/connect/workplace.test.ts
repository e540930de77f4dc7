import { expect } from 'chai';
import { rememberWorkplace, type Workplace } from '../../../scripts/pool/connect/workplace.ts';

const PLACE = {} as Workplace;

describe('rememberWorkplace', () => {
  function scene() {
    let time = 0;
    const asked: number[] = [];
    let find: () => Promise<Workplace> = async () => PLACE;
    const get = rememberWorkplace(
      () => {
        asked.push(time);
        return find();
      },
      { now: () => time, forMs: 30_000 },
    );
    return {
      get,
      asked,
      at: (moment: number) => {
        time = moment;
      },
      failing: (how: () => Promise<Workplace>) => {
        find = how;
      },
    };
  }

  it('asks once for calls that follow one another, and again when it is old', async () => {
    const { get, asked, at } = scene();
    await Promise.all([get(), get()]);
    at(30_000);
    await get();
    at(30_001);
    await get();
    expect(asked).to.deep.equal([0, 30_001]);
  });

  it('remembers no failure', async () => {
    const { get, asked, failing } = scene();
    failing(async () => {
      throw new Error('not deployed');
    });
    const message = await get().catch((error: Error) => error.message);
    failing(async () => PLACE);
    expect([message, await get()]).to.deep.equal(['not deployed', PLACE]);
    expect(asked).to.have.length(2);
  });
});
