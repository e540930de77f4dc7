import type { BadCase } from './workspace.ts';

/** Bad names of stacks, and exactly what `check` says about each. */
export const badNames: readonly BadCase[] = [
  {
    it: 'a key with capitals',
    environment: `region: us-east-1
prefix: p
stacks:
  Aa: { template: a }
`,
    says: [
      `environments/test.yaml:4:3 BAD_VALUE a stack's key is lower-case letters, digits and hyphens and starts with a letter, got 'Aa'`,
    ],
  },
  {
    it: 'a stack name that is too long',
    environment: `region: us-east-1
prefix: p
stacks:
  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: { template: a }
`,
    says: [
      'environments/test.yaml:4:3 NAME_LENGTH the stack name p-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa has 129 characters, CloudFormation takes 128 | Shorten the key or the prefix.',
    ],
  },
  {
    it: 'protection that is text',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a, terminationProtection: 'yes' }
`,
    says: [`environments/test.yaml:4:44 WRONG_TYPE terminationProtection must be true or false, got 'yes'`],
  },
  {
    it: 'after an unknown stack',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a, after: [b] }
`,
    says: ['environments/test.yaml:4:29 UNKNOWN_STACK there is no stack b | There is a.'],
  },
  {
    it: 'after as text',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a, after: a }
`,
    says: [`environments/test.yaml:4:28 WRONG_TYPE after must be a list, got 'a'`],
  },
  {
    it: 'a stack after itself',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a, after: [a] }
`,
    says: [
      'environments/test.yaml:4:3 CYCLE stacks wait for each other: a needs a (environments/test.yaml:4:3, after:) | Move what both need into a stack of its own.',
    ],
  },
  {
    it: 'external as a number',
    environment: `region: us-east-1
prefix: p
external: [ 1 ]
stacks:
  a: { template: a }
`,
    says: ['environments/test.yaml:3:13 WRONG_TYPE an item of external must be text, got the number 1'],
  },
  {
    it: 'a left-out stack that is not there, and one without a reason',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a }
  b: { template: a }
leftOut: { c: why, b: '' }
`,
    says: [
      'environments/test.yaml:6:12 UNKNOWN_STACK there is no stack c | There are a, b.',
      `environments/test.yaml:6:23 WRONG_TYPE leftOut.b must be the reason, as text, got ''`,
    ],
  },
];
