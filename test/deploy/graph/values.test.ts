import { expect } from 'chai';
import { toPlain } from '../../../scripts/deploy/values/json.ts';
import { evaluateOutputs } from '../../../scripts/deploy/values/outputs.ts';
import { showText, type Value } from '../../../scripts/deploy/values/values.ts';
import { checkFiles } from './workspace.ts';

const template = `Parameters:
  Name: { Type: String, Default: alpha }
  Zones: { Type: CommaDelimitedList, Default: 'a, b,c' }
  Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /image }
Mappings:
  Times:
    '30': { Visibility: 180 }
Conditions:
  Matches: !Equals [ !Ref Name, alpha ]
  Differs: !Not [ !Condition Matches ]
  Open: !Equals [ !Ref Image, x ]
  OpenOrMatches: !Or [ !Condition Open, !Condition Matches ]
  OpenAndDiffers: !And [ !Condition Open, !Condition Differs ]
  Mine: !Equals [ !Ref 'AWS::AccountId', '111122223333' ]
Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  Out:
    Value: `;

function evaluate(expression: string): Value {
  const files = {
    'environments/test.yaml': 'region: eu-west-1\nprefix: p\nstacks:\n  a: { template: a }\n',
    'templates/a.yaml': `${template}${expression}\n`,
  };
  const node = checkFiles(files).nodes.get('a');
  const value = node && evaluateOutputs(node).get('Out')?.value;
  if (value === undefined) throw new Error('the output is missing');
  return value;
}

describe('evaluate', () => {
  const known: readonly [expression: string, result: unknown][] = [
    ['!Ref Name', 'alpha'],
    ["{ Ref: !Join [ '', [ Na, me ] ] }", 'alpha'],
    ['!Ref Zones', ['a', 'b', 'c']],
    ['!Ref AWS::StackName', 'p-a'],
    [
      `!Sub '\${Name}.\${!Free}.\${AWS::Region}.\${AWS::URLSuffix}'`,
      `alpha.\${Free}.eu-west-1.amazonaws.com`,
    ],
    [`!Sub [ '\${x}-\${Name}', { x: !Select [ 1, !Ref Zones ] } ]`, 'b-alpha'],
    ["!Join [ '-', [ x, !Ref Name, !Ref 'AWS::NoValue' ] ]", 'x-alpha'],
    ["!Select [ '2', !Split [ '/', 'x/y/z' ] ]", 'z'],
    ['!Select [ 0, [ known, !GetAtt Topic.Arn ] ]', 'known'],
    ["!FindInMap [ Times, '30', Visibility ]", 180],
    ["!FindInMap [ Times, '31', Visibility, { DefaultValue: 9 } ]", 9],
    ['!If [ Matches, one, two ]', 'one'],
    ['!If [ Differs, one, two ]', 'two'],
    ['!If [ Open, same, same ]', 'same'],
    ['!If [ OpenOrMatches, one, two ]', 'one'],
    ['!If [ OpenAndDiffers, one, two ]', 'two'],
    ["!Base64 'hello'", 'aGVsbG8='],
    ['!Length [ 1, 2, 3 ]', 3],
    ['!ToJsonString { a: [ 1, yes ], b: !Ref Name }', '{"a":[1,true],"b":"alpha"}'],
    ['[ a, !If [ Differs, b, !Ref "AWS::NoValue" ] ]', ['a']],
    ['{ a: !If [ Differs, b, !Ref "AWS::NoValue" ], c: d }', { c: 'd' }],
  ];
  for (const [expression, result] of known) {
    it(`knows ${expression}`, () => {
      expect(toPlain(evaluate(expression))).to.deep.equal(result);
    });
  }

  const open: readonly [expression: string, why: string][] = [
    ['!Ref Topic', 'the resource Topic is known only when the stack stands'],
    ['!GetAtt Topic.Arn', 'the attribute Topic.Arn is known only when the stack stands'],
    ['!Ref Image', 'Image is read from the parameter store'],
    ['!Ref AWS::StackId', "the stack's ARN is known only when it stands"],
    ["'{{resolve:ssm:x}}'", '{{resolve:ssm:x}} is resolved by CloudFormation'],
    ['!If [ Open, one, two ]', 'Image is read from the parameter store'],
    ['!If [ Mine, one, two ]', 'the account is not given in the environment'],
    ["!Cidr [ '10.0.0.0/16', 2 ]", 'Fn::Cidr is not worked out offline'],
    ['!Select [ 7, !Ref Zones ]', 'Fn::Select finds no item 7 in a list of 3'],
    ["!FindInMap [ Times, '31', Visibility ]", 'the mapping has no entry Times.31.Visibility'],
  ];
  for (const [expression, why] of open) {
    it(`says why it does not know ${expression}`, () => {
      expect(evaluate(expression)).to.deep.equal({ kind: 'unknown', why });
    });
  }

  it('writes an account that is not given by its name', () => {
    const value = evaluate('!Ref AWS::AccountId');
    expect(value.kind === 'known' && showText(String(value.value))).to.equal(`\${AWS::AccountId}`);
  });
});
