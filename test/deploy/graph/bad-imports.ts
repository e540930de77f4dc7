import type { BadCase } from './workspace.ts';

/** Bad imports, and exactly what `check` says about each. */
export const badImports: readonly BadCase[] = [
  {
    it: 'a dangling import, with the nearest name',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
  b: { template: ex }
`,
    files: {
      'templates/x.yaml': `Resources:
  T:
    Type: AWS::SNS::Topic
    Properties: { A: !ImportValue p-b-TopicAr }
`,
    },
    says: [
      'templates/x.yaml:4:35 DANGLING_IMPORT the stack a imports p-b-TopicAr, which no stack here exports | Did you mean p-b-TopicArn?',
    ],
  },
  {
    it: `a dangling import of nobody's export`,
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
  b: { template: y }
`,
    files: {
      'templates/x.yaml': `Resources:
  T:
    Type: AWS::SNS::Topic
    Properties:
      A: !ImportValue vpc-of-others
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      'templates/x.yaml:5:23 DANGLING_IMPORT the stack a imports vpc-of-others, which no stack here exports | If somebody else owns it, list it under external.',
    ],
  },
  {
    it: 'an import behind a false condition of its producer',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
  b: { template: y }
`,
    files: {
      'templates/x.yaml': `Resources:
  T:
    Type: AWS::SNS::Topic
    Properties:
      A: !ImportValue p-b-N
`,
      'templates/y.yaml': `Conditions:
  Never: !Equals [ 1, 2 ]
Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  O:
    Condition: Never
    Value: v
    Export: { Name: !Sub '\${AWS::StackName}-N' }
`,
    },
    says: [
      'templates/x.yaml:5:23 EXPORT_ABSENT the stack a imports p-b-N, which the stack b exports only under the condition Never, and that is false here | Change the parameters of b so that Never is true, or those of a so that it does not import it.',
    ],
  },
];
