import type { BadCase } from './workspace.ts';

/** Bad stacks of an environment file, and exactly what `check` says about each. */
export const badStacks: readonly BadCase[] = [
  {
    it: 'artifacts without an output',
    environment: `region: us-east-1
prefix: p
artifacts: { stack: a }
stacks:
  a: { template: a }
`,
    says: ['environments/test.yaml:3:12 MISSING_KEY artifacts needs the key output'],
  },
  {
    it: 'artifacts in an unknown stack',
    environment: `region: us-east-1
prefix: p
artifacts: { stack: b, output: X }
stacks:
  a: { template: a }
`,
    says: ['environments/test.yaml:3:1 UNKNOWN_STACK there is no stack b | There is a.'],
  },
  {
    it: 'artifacts in an unknown output',
    environment: `region: us-east-1
prefix: p
stacks:
  f: { template: code, function: hello }
  a: { template: a }
artifacts: { stack: a, output: Buket }
`,
    files: {
      'templates/a.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  Bucket: { Value: x }
`,
    },
    says: [
      'environments/test.yaml:4:3 UNKNOWN_OUTPUT the stack a has no output Buket | Did you mean Bucket?',
    ],
  },
  {
    it: 'a function without artifacts',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: code, function: hello }
`,
    says: [
      'environments/test.yaml:4:3 MISSING_KEY the stack a has a function, so the environment needs the key artifacts | Write artifacts: { stack: storage, output: ArtifactBucketName }.',
    ],
  },
  {
    it: 'an unknown function, with the near name',
    environment: `region: us-east-1
prefix: p
stacks:
  b: { template: code, function: helo }
  a: { template: ex }
artifacts: { stack: a, output: O }
`,
    says: [
      'environments/test.yaml:4:34 UNKNOWN_FUNCTION there is no function helo: functions/helo/index.ts is missing | Did you mean hello?',
    ],
  },
  {
    it: 'the runtime as a function',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: code, function: runtime }
`,
    says: [
      'environments/test.yaml:4:3 MISSING_KEY the stack a has a function, so the environment needs the key artifacts | Write artifacts: { stack: storage, output: ArtifactBucketName }.',
      'environments/test.yaml:4:34 UNKNOWN_FUNCTION there is no function runtime: functions/runtime/index.ts is missing | There is hello.',
    ],
  },
  {
    it: 'a function whose template takes no code',
    environment: `region: us-east-1
prefix: p
stacks:
  b: { template: a, function: hello }
  a: { template: a }
artifacts: { stack: a, output: X }
`,
    files: {
      'templates/a.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  X: { Value: x }
`,
    },
    says: [
      'environments/test.yaml:4:3 FUNCTION_WITHOUT_PARAMETER the stack b has a function, but its template has no parameter CodeKey | Declare CodeKey in the template, or remove function:.',
    ],
  },
  {
    it: 'a CodeKey written by hand',
    environment: `region: us-east-1
prefix: p
stacks:
  b: { template: code, function: hello, parameters: { CodeKey: x } }
  a: { template: a }
artifacts: { stack: a, output: X }
`,
    files: {
      'templates/a.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  X: { Value: x }
`,
    },
    says: [
      'environments/test.yaml:4:64 PARAMETER_RESERVED the stack b has a function, so the deploy sets CodeKey itself | Remove CodeKey, or remove function:.',
    ],
  },
  {
    it: 'an unknown template, with the near name',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: cod }
`,
    says: ['environments/test.yaml:4:18 UNKNOWN_TEMPLATE there is no template cod | Did you mean code?'],
  },
  {
    it: 'a template file that is not there',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: ../elsewhere.yaml }
`,
    says: [
      'environments/test.yaml:4:18 UNKNOWN_TEMPLATE there is no template ../elsewhere.yaml | There are a, code, ex, free, named.',
    ],
  },
  {
    it: 'a template whose name no file can have',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: "a\\0b" }
  b: { template: ${'x'.repeat(300)} }
`,
    says: [
      'environments/test.yaml:4:18 UNKNOWN_TEMPLATE there is no template a\0b | There are a, code, ex, free, named.',
      `environments/test.yaml:5:18 UNKNOWN_TEMPLATE there is no template ${'x'.repeat(300)} | There are a, code, ex, free, named.`,
    ],
  },
  {
    it: 'a stack without a template',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { after: [] }
`,
    says: ['environments/test.yaml:4:6 MISSING_KEY the stack a needs the key template'],
  },
  {
    it: 'a stack that is text',
    environment: `region: us-east-1
prefix: p
stacks:
  a: pool
`,
    says: [`environments/test.yaml:4:6 WRONG_TYPE the stack a must be a map, got 'pool'`],
  },
  {
    it: 'an unknown key of a stack',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a, paramters: {} }
`,
    says: [
      'environments/test.yaml:4:21 UNKNOWN_KEY the stack a has no key paramters | Did you mean parameters?',
    ],
  },
];
