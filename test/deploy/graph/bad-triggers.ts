import type { BadCase } from './workspace.ts';

const STORAGE = `Resources:
  Data: { Type: AWS::S3::Bucket }
  Other: { Type: AWS::S3::Bucket }
Outputs:
  Name: { Value: !Ref Data, Export: { Name: !Sub '\${AWS::StackName}-Name' } }
  Arn: { Value: !GetAtt Data.Arn, Export: { Name: !Sub '\${AWS::StackName}-Arn' } }
`;

const POOL = `Parameters:
  Storage: { Type: String }
  Output: { Type: String }
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: !Sub [ '\${B}/\${Output}*/results/*', { B: !ImportValue { 'Fn::Sub': '\${Storage}-Arn' } } ]
Outputs:
  QueueArn: { Value: !GetAtt Queue.Arn, Export: { Name: !Sub '\${AWS::StackName}-QueueArn' } }
`;

const TRIGGER = `Parameters:
  Storage: { Type: String }
  Pool: { Type: String }
  ObjectPrefix: { Type: String }
Resources:
  NewObjects:
    Type: AWS::Events::Rule
    Properties:
      EventPattern:
        source: [aws.s3]
        detail:
          bucket: { name: [ !ImportValue { 'Fn::Sub': '\${Storage}-Name' } ] }
          object: { key: [ { wildcard: !Sub '\${ObjectPrefix}*.csv' } ] }
      Targets:
        - { Id: Queue, Arn: !ImportValue { 'Fn::Sub': '\${Pool}-QueueArn' } }
`;

const TEMPLATES = { 'templates/s.yaml': STORAGE, 'templates/p.yaml': POOL, 'templates/t.yaml': TRIGGER };

/** A pool that writes under one prefix and a trigger that watches another. */
export function triggerEnvironment(output: string, watched: string): string {
  return `region: us-east-1
prefix: p
stacks:
  storage: { template: s }
  pool: { template: p, parameters: { Storage: { stack: storage }, Output: ${output} } }
  trigger:
    template: t
    parameters: { Storage: { stack: storage }, Pool: { stack: pool }, ObjectPrefix: ${watched} }
`;
}

export const triggerTemplates = TEMPLATES;

const loop = (watched: string, written: string) =>
  `environments/test.yaml:8:85 TRIGGER_LOOP the rule NewObjects of the stack trigger watches '${watched}', and the stack pool may write '${written}' (templates/p.yaml:14:32): each object would make a task, and each task another object | Watch another prefix, or let the tasks write elsewhere.`;

/** Triggers whose tasks would trigger them again, and exactly what `check` says about each. */
export const badTriggers: readonly BadCase[] = [
  {
    it: 'an output under the prefix of its trigger',
    environment: triggerEnvironment('in/done/', 'in/'),
    files: TEMPLATES,
    says: [loop('in/', 'in/done/')],
  },
  {
    it: 'a trigger that watches a part of the output',
    environment: triggerEnvironment('out/', 'out/late/'),
    files: TEMPLATES,
    says: [loop('out/late/', 'out/')],
  },
  {
    it: 'a trigger that watches the whole bucket',
    environment: triggerEnvironment('out/', "''"),
    files: TEMPLATES,
    says: [loop('', 'out/')],
  },
  {
    it: 'a trigger that grants the writing itself',
    environment: triggerEnvironment('out/', 'in/'),
    files: {
      ...TEMPLATES,
      'templates/t.yaml': `${TRIGGER}  Grant:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement:
          Effect: Allow
          Action: s3:*
          Resource: !Sub [ '\${B}/*', { B: !ImportValue { 'Fn::Sub': '\${Storage}-Arn' } } ]
`,
    },
    says: [
      loop('in/', '').replace('the stack pool', 'the stack trigger').replace('p.yaml:14:32', 't.yaml:23:26'),
    ],
  },
];
