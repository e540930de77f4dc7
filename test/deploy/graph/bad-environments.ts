import type { BadCase } from './workspace.ts';

/** Bad environment files, and exactly what `check` says about each. */
export const badEnvironments: readonly BadCase[] = [
  {
    it: 'an empty file',
    environment: '',
    says: [
      'environments/test.yaml:1:1 WRONG_TYPE an environment must be a map with region, prefix and stacks',
    ],
  },
  {
    it: 'a file that is a list',
    environment: `- region
`,
    says: [
      'environments/test.yaml:1:1 WRONG_TYPE an environment must be a map with region, prefix and stacks',
    ],
  },
  {
    it: 'missing region and prefix',
    environment: `stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:1:1 MISSING_KEY the environment needs the key region',
      'environments/test.yaml:1:1 MISSING_KEY the environment needs the key prefix',
    ],
  },
  {
    it: 'missing stacks',
    environment: `region: us-east-1
prefix: p
`,
    says: ['environments/test.yaml:1:1 MISSING_KEY the environment needs the key stacks'],
  },
  {
    it: 'a misspelled key',
    environment: `region: us-east-1
prefix: p
acount: '111122223333'
stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:3:1 UNKNOWN_KEY the environment has no key acount | Did you mean account?',
    ],
  },
  {
    it: 'a duplicate key',
    environment: `region: us-east-1
prefix: p
prefix: q
stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:3:1 DUPLICATE_KEY the key prefix stands here again; the first one is on line 2 | Keep one of the two.',
    ],
  },
  {
    it: 'a merge key',
    environment: `region: us-east-1
prefix: p
tags:
  <<: { a: b }
stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:4:3 ALIAS CloudFormation does not read merge keys (<<) | Write the value out where it is used.',
    ],
  },
  {
    it: 'an alias',
    environment: `region: us-east-1
prefix: p
tags: { a: &x one, b: *x }
stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:3:23 ALIAS CloudFormation does not read aliases (*x) | Write the value out where it is used.',
    ],
  },
  {
    it: 'a tab',
    environment: `region: us-east-1
prefix: p
tags:
	a: b
stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:4:1 TAB a tab indents this line; YAML wants spaces | Replace the tab with spaces.',
    ],
  },
  {
    it: 'broken YAML',
    environment: `region: us-east-1
prefix: p
tags: { a: b
stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:4:1 YAML_SYNTAX not YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ],
  },
  {
    it: 'a second document',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a }
---
a: b
`,
    says: ['environments/test.yaml:5:1 SECOND_DOCUMENT a second document begins here; a file holds one'],
  },
  {
    it: 'an unquoted account',
    environment: `region: us-east-1
prefix: p
account: 111122223333
stacks:
  a: { template: a }
`,
    says: [
      `environments/test.yaml:3:10 UNQUOTED account must be text, got the number 111122223333 | Write it in quotes: '111122223333'.`,
    ],
  },
  {
    it: 'an account with a leading zero, unquoted',
    environment: `region: us-east-1
prefix: p
account: 011122223333
stacks:
  a: { template: a }
`,
    says: [
      `environments/test.yaml:3:10 UNQUOTED account must be text, got the number 011122223333 | Write it in quotes: '011122223333'.`,
    ],
  },
  {
    it: 'a short account',
    environment: `region: us-east-1
prefix: p
account: '1111'
stacks:
  a: { template: a }
`,
    says: [`environments/test.yaml:3:10 BAD_VALUE account must be twelve digits, got '1111'`],
  },
  {
    it: 'a region that is none',
    environment: `region: us-east
prefix: p
stacks:
  a: { template: a }
`,
    says: [`environments/test.yaml:1:9 BAD_VALUE region must be an AWS region like us-east-1, got 'us-east'`],
  },
  {
    it: 'a prefix with capitals',
    environment: `region: us-east-1
prefix: Cloud
stacks:
  a: { template: a }
`,
    says: [
      `environments/test.yaml:2:9 BAD_VALUE prefix must be a lower-case letter and at most 20 more letters, digits or hyphens, got 'Cloud'`,
    ],
  },
  {
    it: 'a prefix that is too long',
    environment: `region: us-east-1
prefix: a123456789012345678901
stacks:
  a: { template: a }
`,
    says: [
      `environments/test.yaml:2:9 BAD_VALUE prefix must be a lower-case letter and at most 20 more letters, digits or hyphens, got 'a123456789012345678901'`,
    ],
  },
  {
    it: 'a prefix that YAML reads as a boolean',
    environment: `region: us-east-1
prefix: on
stacks:
  a: { template: a }
`,
    says: [
      `environments/test.yaml:2:9 UNQUOTED prefix must be text, got the boolean on | Write it in quotes: 'on'.`,
    ],
  },
];
