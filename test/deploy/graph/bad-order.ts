import type { BadCase } from './workspace.ts';

/** Bad orders and names of imports, and exactly what `check` says about each. */
export const badOrder: readonly BadCase[] = [
  {
    it: 'an import whose name is not known',
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
      A: !ImportValue '{{resolve:ssm:name}}'
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      'templates/x.yaml:5:23 IMPORT_NAME_UNKNOWN the stack a imports a name that is not known offline: {{resolve:ssm:name}} is resolved by CloudFormation | Build the name from parameters, or write after: into the stack a.',
    ],
  },
  {
    it: 'an import named after a resource',
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
  U:
    Type: AWS::SNS::Topic
    Properties: { A: !ImportValue { Ref: T } }
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      'templates/x.yaml:6:35 IMPORT_NAME_UNKNOWN the stack a imports a name that is not known offline: the resource T is known only when the stack stands | Build the name from parameters, or write after: into the stack a.',
    ],
  },
  {
    it: 'a cycle of two stacks',
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
Outputs:
  O:
    Value: v
    Export: { Name: !Sub '\${AWS::StackName}-M' }
`,
      'templates/y.yaml': `Resources:
  T:
    Type: AWS::SNS::Topic
    Properties:
      A: !ImportValue p-a-M
Outputs:
  O:
    Value: v
    Export: { Name: !Sub '\${AWS::StackName}-N' }
`,
    },
    says: [
      'templates/x.yaml:5:23 CYCLE stacks wait for each other: a needs b (templates/x.yaml:5:23, p-b-N), b needs a (templates/y.yaml:5:23, p-a-M) | Move what both need into a stack of its own.',
    ],
  },
  {
    it: 'a stack that imports its own export',
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
      A: !ImportValue p-a-M
Outputs:
  O:
    Value: v
    Export: { Name: !Sub '\${AWS::StackName}-M' }
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      'templates/x.yaml:5:23 CYCLE stacks wait for each other: a needs a (templates/x.yaml:5:23, p-a-M) | Move what both need into a stack of its own.',
    ],
  },
  {
    it: 'one export in two stacks',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
  b: { template: y }
`,
    files: {
      'templates/x.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  O: { Value: v, Export: { Name: same } }
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  P: { Value: v, Export: { Name: same } }
`,
    },
    says: [
      `templates/y.yaml:4:3 DUPLICATE_EXPORT the stacks a and b both export same (first at templates/x.yaml:4:3) | Start the name of an export with \${AWS::StackName}.`,
    ],
  },
  {
    it: 'a weak reference to an output that is not there',
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
      A: !GetStackOutput { StackName: p-b, OutputName: Ox }
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  O:
    Value: v
    Export: { Name: !Sub '\${AWS::StackName}-N' }
`,
    },
    says: ['templates/x.yaml:5:26 UNKNOWN_OUTPUT the stack b has no output Ox | Did you mean O?'],
  },
  {
    it: 'an order that contradicts an import',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
  b: { template: y, after: [a] }
`,
    files: {
      'templates/x.yaml': `Resources:
  T:
    Type: AWS::SNS::Topic
    Properties:
      A: !ImportValue p-b-N
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  O:
    Value: v
    Export: { Name: !Sub '\${AWS::StackName}-N' }
`,
    },
    says: [
      'templates/x.yaml:5:23 CYCLE stacks wait for each other: a needs b (templates/x.yaml:5:23, p-b-N), b needs a (environments/test.yaml:5:3, after:) | Move what both need into a stack of its own.',
    ],
  },
  {
    it: 'an import from a left-out stack',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
  b: { template: y }
leftOut: { b: not here }
`,
    files: {
      'templates/x.yaml': `Resources:
  T:
    Type: AWS::SNS::Topic
    Properties:
      A: !ImportValue p-b-N
`,
      'templates/y.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  O:
    Value: v
    Export: { Name: !Sub '\${AWS::StackName}-N' }
`,
    },
    says: [
      'templates/x.yaml:5:23 DANGLING_IMPORT the stack a imports p-b-N, which no stack here exports; b is left out: not here | If somebody else owns it, list it under external.',
    ],
  },
  {
    it: 'every problem of both files at once',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x, parameters: { Size: 3 } }
  b: { template: z }
extra: 1
`,
    files: {
      'templates/x.yaml': `Parameters:
  Sise: { Type: Number }
Resources:
  T:
    Type: AWS::SNS::Topic
    Properties:
      A: !ImportValue p-c-N
`,
    },
    says: [
      'environments/test.yaml:4:3 MISSING_PARAMETER the stack a gives no value for the parameter Sise, which has no default',
      'environments/test.yaml:4:41 UNKNOWN_PARAMETER the template of the stack a has no parameter Size | Did you mean Sise?',
      'environments/test.yaml:5:18 UNKNOWN_TEMPLATE there is no template z | There are a, code, ex, free, named, x.',
      'environments/test.yaml:6:1 UNKNOWN_KEY the environment has no key extra | There are region, prefix, account, endpoint, roleArn, tags, artifacts, external, stacks, leftOut.',
      'templates/x.yaml:7:23 DANGLING_IMPORT the stack a imports p-c-N, which no stack here exports | If somebody else owns it, list it under external.',
    ],
  },
];
