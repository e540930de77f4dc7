import { expect } from 'chai';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import type { Environment, ParameterSetting } from '../../../scripts/deploy/environment/environment.ts';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { findTrigger } from '../../../scripts/pool/loose/find-trigger.ts';
import { stubSession } from '../../support/stub-session.ts';

const at = { file: 'dev.yaml', line: 1, column: 1 };
const value = (text: string): ParameterSetting => ({ kind: 'value', value: text, at });

/** Stacks by key, with what the file says of each. */
function environmentWith(
  stacks: Readonly<Record<string, Readonly<Record<string, ParameterSetting>>>>,
): Environment {
  const entries = Object.entries(stacks).map(([key, parameters]) => {
    const names = { key, stackName: `app-${key}`, templateFile: '/templates/trigger.yaml' };
    const rest = { terminationProtection: false, after: [], at };
    return [key, { ...names, ...rest, parameters: new Map(Object.entries(parameters)) }] as const;
  });
  const named = { file: '/dev.yaml', name: 'dev', reference: 'dev', region: 'us-east-1', prefix: 'app' };
  return { ...named, tags: new Map(), external: [], stacks: new Map(entries), leftOut: new Map() };
}

const feeds = (pool: string): ParameterSetting => ({ kind: 'stack', stack: pool, at });

const ENVIRONMENT = environmentWith({
  csv: { PoolStackName: feeds('pool'), ObjectPrefix: value('incoming/csv/'), ObjectSuffix: value('.csv') },
  txt: { PoolStackName: feeds('pool'), ObjectPrefix: value('incoming/txt/'), ObjectSuffix: value('.txt') },
  clock: { PoolStackName: feeds('other'), Schedule: value('rate(1 day)') },
});

/** Stacks that stand, with the parameters that they were deployed with. */
function find(
  pool: string,
  file: string,
  standing: Readonly<Record<string, Readonly<Record<string, string>>>>,
) {
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
  const { signal } = new AbortController();
  const context = { environment: ENVIRONMENT, session, clock: systemClock, report: () => undefined, signal };
  return findTrigger(context, pool, file);
}

const STANDING = {
  'app-csv': { ObjectPrefix: 'incoming/csv/', ObjectSuffix: '.csv' },
  'app-txt': { ObjectPrefix: 'incoming/txt/', ObjectSuffix: '.txt' },
};

async function refusal(found: Promise<unknown>): Promise<CloudpoolError> {
  const error = await found.catch((thrown: unknown) => thrown);
  expect(error).to.be.instanceOf(CloudpoolError);
  return error as CloudpoolError;
}

describe('findTrigger', () => {
  it('finds the trigger of the pool that takes such a file', async () => {
    expect(await find('pool', 'a.txt', STANDING)).to.deep.equal({ prefix: 'incoming/txt/', suffix: '.txt' });
  });

  it('names the endings that are taken', async () => {
    const { code, hint } = await refusal(find('pool', 'a.png', STANDING));
    expect([code, hint]).to.deep.equal(['NO_TRIGGER', 'Its triggers take files that end with .csv, .txt.']);
  });

  it('takes no schedule for a trigger of files', async () => {
    expect(await refusal(find('other', 'a.csv', STANDING))).to.include({ code: 'NO_TRIGGER', exitCode: 2 });
  });

  it('says which stack is to be deployed', async () => {
    const { code, hint } = await refusal(find('pool', 'a.csv', {}));
    expect(code).to.equal('TRIGGER_NOT_DEPLOYED');
    expect(hint).to.contain('deploy csv');
  });
});
