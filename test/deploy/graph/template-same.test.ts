import { expect } from 'chai';
import { sameTemplate } from '../../../scripts/deploy/template/same.ts';

const base = `Description: one
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: { TopicName: !Sub '\${AWS::StackName}-t', DisplayName: "12", Tags: [ a, b ] }
`;

describe('sameTemplate', () => {
  const same: readonly [what: string, other: string][] = [
    ['a comment and other spacing', `# hello\n${base}\n\n`],
    ['another Description', base.replace('one', 'two')],
    ['new Metadata', `${base}Metadata: { A: b }\n`],
    [
      'keys in another order',
      base.replace('DisplayName: "12", Tags: [ a, b ]', 'Tags: [ a, b ], DisplayName: "12"'),
    ],
    ['a number for its text', base.replace('"12"', '12')],
    [
      'the long form of a tag',
      base.replace(`!Sub '\${AWS::StackName}-t'`, `{ 'Fn::Sub': '\${AWS::StackName}-t' }`),
    ],
    [
      'JSON',
      JSON.stringify({
        Resources: {
          Topic: {
            Type: 'AWS::SNS::Topic',
            Properties: {
              TopicName: { 'Fn::Sub': `\${AWS::StackName}-t` },
              DisplayName: 12,
              Tags: ['a', 'b'],
            },
          },
        },
      }),
    ],
  ];
  for (const [what, other] of same) {
    it(`takes ${what} for the same`, () => {
      expect(sameTemplate(base, other)).to.equal(true);
      expect(sameTemplate(other, base)).to.equal(true);
    });
  }

  const different: readonly [what: string, other: string][] = [
    ['a list in another order', base.replace('a, b', 'b, a')],
    ['another value', base.replace('"12"', '13')],
    ['a property more', base.replace('Tags', 'FifoTopic: true, Tags')],
    ['a resource more', `${base}  Queue: { Type: AWS::SQS::Queue }\n`],
    ['an output more', `${base}Outputs: { A: { Value: b } }\n`],
    ['Metadata of a resource', base.replace('    Properties', '    Metadata: { A: b }\n    Properties')],
    ['a function instead of its text', base.replace('!Sub ', '')],
    ['a list instead of its text', base.replace('[ a, b ]', 'a')],
    ['something that is no template', '[]'],
  ];
  for (const [what, other] of different) {
    it(`tells ${what} apart`, () => {
      expect(sameTemplate(base, other)).to.equal(false);
      expect(sameTemplate(other, base)).to.equal(false);
    });
  }

  it('takes ? in the deployed text for one character outside ASCII, and for nothing else', () => {
    const text = (value: string) => `Resources: { A: { Type: 'T', Properties: { P: '${value}' } } }`;
    expect(sameTemplate(text('caf? ?'), text('café ☕'))).to.equal(true);
    expect(sameTemplate(text('caf?'), text('cafe'))).to.equal(false);
    expect(sameTemplate(text('caf?'), text('caféé'))).to.equal(false);
    expect(sameTemplate(text('café'), text('caf?'))).to.equal(false);
  });

  it('knows the two spellings of GetAtt, DependsOn and Sub', () => {
    const text = (depends: string, value: string, sub: string) =>
      `Resources: { A: { Type: T, DependsOn: ${depends}, Properties: { P: ${value}, Q: ${sub} } } }`;
    const long = text('[ B ]', "{ 'Fn::GetAtt': [ B, C.D ] }", "{ 'Fn::Sub': [ 'x' ] }");
    expect(sameTemplate(text('B', '!GetAtt B.C.D', '!Sub x'), long)).to.equal(true);
    expect(sameTemplate(text('B', '!GetAtt B.C', '!Sub x'), long)).to.equal(false);
  });
});
