import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import type { Environment, ParameterSetting } from '../../../scripts/deploy/environment/environment.ts';
import { findFolder } from '../../../scripts/pool/loose/find-folder.ts';
import { stubSession } from '../../support/stub-session.ts';

const at = { file: 'dev.yaml', line: 1, column: 1 };
const value = (text: string): ParameterSetting => ({ kind: 'value', value: text, at });
const report: ParameterSetting = { kind: 'stack', stack: 'report', at };

const STACKS: Readonly<Record<string, Readonly<Record<string, ParameterSetting>>>> = {
  folders: { PoolStackName: report, ReadPrefix: value('incoming/daily/') },
  nightly: { PoolStackName: report, Schedule: value('rate(1 day)') },
  silent: { PoolStackName: report, Schedule: value('rate(1 hour)') },
};

/** Looks where stacks stand with the parameters that they were deployed with. */
function find(pool: string, standing: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const { session } = stubSession({
    DescribeStacks: ({ StackName }) => {
      const parameters = standing[String(StackName)];
      if (parameters === undefined)
        throw Object.assign(new Error('does not exist'), { name: 'ValidationError' });
      const Parameters = Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      }));
      return {
        Stacks: [{ StackName, StackStatus: 'CREATE_COMPLETE', CreationTime: new Date(0), Parameters }],
      };
    },
  });
  const stacks = new Map(
    Object.entries(STACKS).map(([key, parameters]) => {
      const names = { key, stackName: `app-${key}`, templateFile: '/templates/any.yaml' };
      const rest = { terminationProtection: false, after: [], at };
      return [key, { ...names, ...rest, parameters: new Map(Object.entries(parameters)) }] as const;
    }),
  );
  const environment = { stacks } as unknown as Environment;
  const { signal } = new AbortController();
  return findFolder({ environment, session, clock: systemClock, report: () => undefined, signal }, pool);
}

describe('findFolder', () => {
  it('finds what the tasks of a pool may read, and who starts them by the clock', async () => {
    const standing = {
      'app-folders': { ReadPrefix: 'incoming/other/' },
      'app-nightly': { Schedule: 'rate(1 day)' },
      'app-silent': { Schedule: '' },
    };
    expect(await find('report', standing)).to.deep.equal({
      prefix: 'incoming/other/',
      clocks: ['nightly at rate(1 day)'],
    });
  });

  it('finds nothing for another pool, and where nothing is granted or deployed', async () => {
    const granted = { 'app-folders': { ReadPrefix: 'incoming/daily/' } };
    expect(await find('hello', granted)).to.equal(undefined);
    expect(await find('report', { 'app-folders': { ReadPrefix: '' } })).to.equal(undefined);
    expect(await find('report', {})).to.equal(undefined);
  });
});
