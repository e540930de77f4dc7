import type { BadCase } from './workspace.ts';

/** Bad targets and tags, and exactly what `check` says about each. */
export const badTargets: readonly BadCase[] = [
  {
    it: 'an endpoint off the loopback',
    environment: `region: us-east-1
prefix: p
endpoint: http://example.com:4566
stacks:
  a: { template: a }
`,
    says: [
      `environments/test.yaml:3:11 ENDPOINT_NOT_LOOPBACK endpoint must be an http address on the loopback, got 'http://example.com:4566' | Write it like http://127.0.0.1:4566; an environment on AWS has no endpoint.`,
    ],
  },
  {
    it: 'CLOUDPOOL_ENDPOINT off the loopback',
    environment: `region: us-east-1
prefix: p
endpoint: http://127.0.0.1:4566
stacks:
  a: { template: a }
`,
    variables: { CLOUDPOOL_ENDPOINT: 'http://10.0.0.1:1' },
    says: [
      `ENDPOINT_NOT_LOOPBACK CLOUDPOOL_ENDPOINT must be an http address on the loopback, got 'http://10.0.0.1:1' | Write it like http://127.0.0.1:4566; an environment on AWS has no endpoint.`,
    ],
  },
  {
    it: 'AWS_ENDPOINT_URL variables without an endpoint',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a }
`,
    variables: {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:2',
      AWS_ENDPOINT_URL_SQS: '',
    },
    says: [
      'ENDPOINT_VARIABLE AWS_ENDPOINT_URL is set, but the environment has no endpoint | Unset AWS_ENDPOINT_URL, or write endpoint: into an environment for the emulator.',
      'ENDPOINT_VARIABLE AWS_ENDPOINT_URL_S3 is set, but the environment has no endpoint | Unset AWS_ENDPOINT_URL_S3, or write endpoint: into an environment for the emulator.',
    ],
  },
  {
    it: 'a role that is no ARN',
    environment: `region: us-east-1
prefix: p
roleArn: deployer
stacks:
  a: { template: a }
`,
    says: [`environments/test.yaml:3:10 BAD_VALUE roleArn must be a role's ARN, got 'deployer'`],
  },
  {
    it: 'a tag that AWS reserves, and one that is no text',
    environment: `region: us-east-1
prefix: p
tags: { 'aws:x': y, size: 3 }
stacks:
  a: { template: a }
`,
    says: [
      'environments/test.yaml:3:9 BAD_VALUE the tag aws:x is not yours to set: aws: is reserved',
      'environments/test.yaml:3:27 WRONG_TYPE the tag size must be text, got the number 3',
    ],
  },
  {
    it: 'a list of tags',
    environment: `region: us-east-1
prefix: p
tags: [a]
stacks:
  a: { template: a }
`,
    says: ['environments/test.yaml:3:7 WRONG_TYPE tags must be a map, got a list'],
  },
  {
    it: 'two files with one prefix, region and account',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: a }
`,
    files: {
      'environments/other.yaml': `region: us-east-1
prefix: p
stacks:
  a: { template: a }
`,
    },
    says: [
      'environments/test.yaml:2:1 SHARED_IDENTITY environments/other.yaml has the same prefix, region and account: both would own the same stacks | Give each environment a prefix of its own.',
    ],
  },
];
