import type { BadCase } from './workspace.ts';

const hint = 'Take one of the references into a resource of its own, such as a rule or a policy.';

/** A template whose resources are these. */
function resources(it: string, lines: string, says: readonly string[], head = ''): BadCase {
  return {
    it,
    environment: 'region: us-east-1\nprefix: p\nstacks:\n  a: { template: x }\n',
    files: { 'templates/x.yaml': `${head}Resources:\n${lines}` },
    says,
  };
}

/** Resources that wait for each other, and exactly what `check` says about each. */
export const badCircles: readonly BadCase[] = [
  resources(
    'two security groups that name each other',
    `  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupEgress: [ { DestinationSecurityGroupId: !GetAtt Data.GroupId } ]
  Data:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress: [ { SourceSecurityGroupId: !GetAtt Web.GroupId } ]
`,
    [
      `templates/x.yaml:5:68 RESOURCE_CYCLE resources wait for each other: Web needs Data (templates/x.yaml:5:68), Data needs Web (templates/x.yaml:9:64) | ${hint}`,
    ],
  ),
  resources(
    'a resource that needs itself',
    `  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Sub 'of \${Topic.TopicName}' } }\n`,
    [
      `templates/x.yaml:2:67 RESOURCE_CYCLE resources wait for each other: Topic needs Topic (templates/x.yaml:2:67) | ${hint}`,
    ],
  ),
  resources(
    'a circle of three through DependsOn, Ref and GetAtt',
    `  Before: { Type: AWS::SNS::Topic, DependsOn: A }
  A: { Type: AWS::SNS::Topic, DependsOn: [ B ] }
  B: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref C } }
  C: { Type: AWS::SNS::Topic, Properties: { DisplayName: { 'Fn::GetAtt': [ A, TopicName ] } } }
`,
    [
      `templates/x.yaml:3:44 RESOURCE_CYCLE resources wait for each other: A needs B (templates/x.yaml:3:44), B needs C (templates/x.yaml:4:63), C needs A (templates/x.yaml:5:58) | ${hint}`,
    ],
  ),
  resources(
    'two circles, each of them',
    `  A: { Type: AWS::SNS::Topic, DependsOn: B }
  B: { Type: AWS::SNS::Topic, DependsOn: A }
  C: { Type: AWS::SNS::Topic, DependsOn: D }
  D: { Type: AWS::SNS::Topic, DependsOn: C }
`,
    [
      `templates/x.yaml:2:42 RESOURCE_CYCLE resources wait for each other: A needs B (templates/x.yaml:2:42), B needs A (templates/x.yaml:3:42) | ${hint}`,
      `templates/x.yaml:4:42 RESOURCE_CYCLE resources wait for each other: C needs D (templates/x.yaml:4:42), D needs C (templates/x.yaml:5:42) | ${hint}`,
    ],
  ),
  resources(
    'a circle that a loop writes',
    `  Fn::ForEach::L: [ N, [ A ], { 'T\${N}': { Type: AWS::SNS::Topic, DependsOn: 'T\${N}' } } ]\n`,
    [
      `templates/x.yaml:3:78 RESOURCE_CYCLE resources wait for each other: TA needs TA (templates/x.yaml:3:78) | ${hint}`,
    ],
    'Transform: AWS::LanguageExtensions\n',
  ),
];
