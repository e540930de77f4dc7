import type { BadCase } from './workspace.ts';

/** Bad names and limits, and exactly what `check` says about each. */
export const badLimits: readonly BadCase[] = [
  {
    it: 'a bucket name that is too long',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { BucketName: !Sub '\${AWS::StackName}-\${AWS::AccountId}-\${AWS::Region}-a-very-long-name-for-the-artifacts-of-it' }
`,
    },
    says: [
      `templates/x.yaml:4:36 NAME_LENGTH the stack a names Bucket p-a-\${AWS::AccountId}-us-east-1-a-very-long-name-for-the-artifacts-of-it: 67 characters, at most 63 fit | Shorten the prefix or the key.`,
    ],
  },
  {
    it: 'a bucket name with capitals',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties: { BucketName: !Sub '\${AWS::StackName}-Data' }
`,
    },
    says: [
      `templates/x.yaml:4:36 BUCKET_NAME the stack a names the bucket Bucket 'p-a-Data' | A bucket takes 3 to 63 lower-case letters, digits, dots and hyphens.`,
    ],
  },
  {
    it: 'more concurrency than is reserved',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x, parameters: { MaximumConcurrency: 20, ReservedConcurrency: 10 } }
`,
    files: {
      'templates/x.yaml': `Parameters:
  MaximumConcurrency: { Type: Number }
  ReservedConcurrency: { Type: Number }
Conditions:
  Reserves: !Not [ !Equals [ !Ref ReservedConcurrency, 0 ] ]
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties: { ReservedConcurrentExecutions: !If [ Reserves, !Ref ReservedConcurrency, !Ref 'AWS::NoValue' ] }
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Worker, ScalingConfig: { MaximumConcurrency: !Ref MaximumConcurrency } }
`,
    },
    says: [
      'environments/test.yaml:4:55 CONCURRENCY the stack a lets Mapping run 20 at once, but reserves 10 for Worker | MaximumConcurrency must be at most ReservedConcurrency: throttled deliveries end in the dead-letter queue.',
    ],
  },
];
