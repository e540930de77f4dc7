import { expect } from 'chai';
import type { OpenContext } from '../../scripts/deploy/context.ts';
import { withForecast } from '../../scripts/deploy/plan/forecast.ts';
import type { PlannedStack } from '../../scripts/deploy/plan.ts';
import { checkFiles } from './graph/workspace.ts';

const template = [
  'Parameters:',
  '  Wanted: { Type: String }',
  'Conditions:',
  "  IsWanted: !Equals [!Ref Wanted, 'yes']",
  'Resources:',
  '  Topic: { Type: AWS::SNS::Topic }',
  '',
].join('\n');
const alarm = '  Alarm: { Type: AWS::CloudWatch::Alarm, Condition: IsWanted }\n';

/** The price of adding an alarm to a stack whose file keeps the parameter that decides about it. */
function priceWhere(standing: string) {
  const graph = checkFiles({
    'environments/test.yaml':
      "region: us-east-1\nprefix: t\nstacks:\n  a: { template: a, parameters: { Wanted: { keep: 'no' } } }\n",
    'templates/a.yaml': template + alarm,
  });
  const stack = {
    key: 'a',
    stackName: 't-a',
    action: 'update',
    reasons: [],
    after: [],
    rows: [{ action: 'Add', logicalId: 'Alarm', type: 'AWS::CloudWatch::Alarm', details: [] }],
    desired: { parameters: [{ name: 'Wanted', keep: true }] },
    standing: { parameters: new Map([['Wanted', standing]]) },
  } as unknown as PlannedStack;
  const known = { deployed: new Map([['a', template]]), durations: new Map() };
  return withForecast({ graph } as OpenContext, [stack], known)[0]?.price;
}

describe('withForecast, of a kept parameter', () => {
  it('counts by the value that the stack has, which the file does not know', () => {
    expect(priceWhere('yes')).to.deep.include({ monthly: 0.1 }).and.to.not.have.property('atLeast');
    expect(priceWhere('no')).to.equal(undefined);
  });
});
