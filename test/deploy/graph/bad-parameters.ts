import type { BadCase } from './workspace.ts';

/** Bad parameters, and exactly what `check` says about each. */
export const badParameters: readonly BadCase[] = [
  {
    it: 'a parameter that names an unknown stack',
    environment: `region: us-east-1
prefix: p
stacks:
  network: { template: a }
  a: { template: named, parameters: { Parent: { stack: netwrk } } }
`,
    says: ['environments/test.yaml:5:56 UNKNOWN_STACK there is no stack netwrk | Did you mean network?'],
  },
  {
    it: 'a parameter that names a left-out stack',
    environment: `region: us-east-1
prefix: p
stacks:
  b: { template: a }
  a: { template: named, parameters: { Parent: { stack: b } } }
leftOut: { b: the emulator lacks it }
`,
    says: [
      'environments/test.yaml:5:56 STACK_LEFT_OUT Parent names the stack b, which is left out here: the emulator lacks it | Give Parent a value that does without it, or leave out a too.',
    ],
  },
  {
    it: 'a misspelled special parameter',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: named, parameters: { Parent: { stak: b } } }
`,
    says: [
      'environments/test.yaml:4:47 WRONG_TYPE Parent must be a value, { stack: key } or { keep: value }, got a map with stak | Did you mean stack?',
    ],
  },
  {
    it: 'booleans and numbers that YAML reads differently',
    environment: `region: us-east-1
prefix: p
stacks:
  a:
    template: free
    parameters:
      A: yes
      B: 010
      C: 1:30
      D: 1_000
      E:
      F: [ 1, off ]
      G: [ 'a,b' ]
`,
    says: [
      `environments/test.yaml:7:10 UNQUOTED A is ambiguous: YAML reads yes as the boolean true | Write it in quotes: 'yes'.`,
      `environments/test.yaml:8:10 UNQUOTED B is ambiguous: YAML reads 010 as the number 8 | Write it in quotes: '010'.`,
      `environments/test.yaml:9:10 UNQUOTED C is ambiguous: YAML reads 1:30 as the number 90 | Write it in quotes: '1:30'.`,
      `environments/test.yaml:10:10 UNQUOTED D is ambiguous: YAML reads 1_000 as the number 1000 | Write it in quotes: '1_000'.`,
      `environments/test.yaml:11:9 UNQUOTED E has no value | Write it in quotes: ''.`,
      `environments/test.yaml:12:15 UNQUOTED F is ambiguous: YAML reads off as the boolean false | Write it in quotes: 'off'.`,
      `environments/test.yaml:13:12 BAD_VALUE an item of G cannot hold a comma, because commas join the items: 'a,b'`,
    ],
  },
  {
    it: 'missing, unknown and misspelled parameters',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: named, parameters: { Parrent: x, Zzzzzz: y } }
`,
    says: [
      'environments/test.yaml:4:3 MISSING_PARAMETER the stack a gives no value for the parameter Parent, which has no default',
      'environments/test.yaml:4:48 UNKNOWN_PARAMETER the template of the stack a has no parameter Parrent | Did you mean Parent?',
      'environments/test.yaml:4:59 UNKNOWN_PARAMETER the template of the stack a has no parameter Zzzzzz | There is Parent.',
    ],
  },
  {
    it: 'a value outside AllowedValues',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: publik } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: String, AllowedValues: [none, public] }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      `environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must be one of none, public, got 'publik' | Did you mean public?`,
    ],
  },
  {
    it: 'a value outside AllowedPattern, with its description',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: 'A1' } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: lower-case letters only }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      `environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must match [a-z]+, got 'A1' | lower-case letters only`,
    ],
  },
  {
    it: 'a number below MinValue',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: 64 } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: Number, MinValue: 128 }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [`environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must be at least 128, got '64'`],
  },
  {
    it: 'a number above MaxValue',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: 256 } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: Number, MaxValue: 128, ConstraintDescription: memory in MB }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      `environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must be at most 128, got '256' | memory in MB`,
    ],
  },
  {
    it: 'text for a number',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: many } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: Number }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [`environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must be a number, got 'many'`],
  },
  {
    it: 'a value below MinLength',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: ab } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: String, MinLength: 3 }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [`environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must have at least 3 characters, got 'ab'`],
  },
  {
    it: 'a value above MaxLength, hidden when NoEcho',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: secret } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: String, MaxLength: 3, NoEcho: true }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [`environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must have at most 3 characters, got '****'`],
  },
  {
    it: 'one bad item of a list',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: [x, z] } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: CommaDelimitedList, AllowedValues: [x, y] }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [`environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must be one of x, y, got 'z'`],
  },
  {
    it: 'an initial value of keep outside its constraints',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: one, parameters: { P: { keep: z } } }
`,
    files: {
      'templates/one.yaml': `Parameters:
  P: { Type: String, AllowedValues: [x] }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [`environments/test.yaml:4:40 PARAMETER_CONSTRAINT P must be one of x, got 'z'`],
  },
  {
    it: 'a file that is not there',
    says: ['UNKNOWN_ENVIRONMENT there is no environment test | There are none.'],
  },
];
