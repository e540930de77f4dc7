import type { BadCase } from './workspace.ts';

/** Bad templates, and exactly what `check` says about each. */
export const badTemplates: readonly BadCase[] = [
  {
    it: 'an empty template',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': '',
    },
    says: ['templates/x.yaml:1:1 WRONG_TYPE a template must be a map'],
  },
  {
    it: 'a template without resources',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Outputs: {}
`,
    },
    says: ['templates/x.yaml:1:1 MISSING_KEY a template needs the section Resources'],
  },
  {
    it: 'a misspelled section',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Output:
  A: { Value: b }
`,
    },
    says: ['templates/x.yaml:3:1 UNKNOWN_KEY a template has no section Output | Did you mean Outputs?'],
  },
  {
    it: 'a misspelled attribute and a missing type',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  A: { Typ: AWS::SNS::Topic }
`,
    },
    says: [
      'templates/x.yaml:2:6 MISSING_KEY the resource A needs the key Type',
      'templates/x.yaml:2:8 UNKNOWN_KEY the resource A has no key Typ | Did you mean Type?',
    ],
  },
  {
    it: 'a resource that is a list',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  A: []
`,
    },
    says: ['templates/x.yaml:2:6 WRONG_TYPE the resource A must be a map, got a list'],
  },
  {
    it: 'duplicate logical ids',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  A: { Type: AWS::SNS::Topic }
  A: { Type: AWS::SQS::Queue }
`,
    },
    says: [
      'templates/x.yaml:3:3 DUPLICATE_KEY the key A stands here again; the first one is on line 2 | Keep one of the two.',
    ],
  },
  {
    it: 'an alias in a template',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  A: &a { Type: AWS::SNS::Topic }
  B: *a
`,
    },
    says: [
      'templates/x.yaml:3:6 ALIAS CloudFormation does not read aliases (*a) | Write the value out where it is used.',
    ],
  },
  {
    it: 'tabs in YAML',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
	A: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      'templates/x.yaml:2:1 TAB a tab indents this line; YAML wants spaces | Replace the tab with spaces.',
    ],
  },
  {
    it: 'a default outside its own rule',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Parameters:
  P: { Type: Number, Default: 5, MaxValue: 3 }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      `templates/x.yaml:2:3 DEFAULT_CONSTRAINT the default breaks its own rule: P must be at most 3, got '5'`,
    ],
  },
  {
    it: 'an unknown property of a parameter',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Parameters:
  P: { Type: Number, Default: 5, MaxVale: 3 }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: ['templates/x.yaml:2:34 UNKNOWN_KEY the parameter P has no key MaxVale | Did you mean MaxValue?'],
  },
  {
    it: 'an output without a value',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  A: { Description: b }
`,
    },
    says: ['templates/x.yaml:4:3 MISSING_KEY the output A needs the key Value'],
  },
  {
    it: 'references to nothing',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Resources:
  Topic:
    Type: AWS::SNS::Topic
    Condition: HasTopik
    DependsOn: [ Queue ]
    Properties:
      A: !Ref Topik
      B: !GetAtt Topc.Arn
      C: !Sub '\${Topic.Arn} \${Nam} \${!Free} \${AWS::Region}'
      D: !If [ Has, 1, 2 ]
      E: !FindInMap [ Map, a, b ]
      F: !Subb x
Conditions:
  HasTopic: !Equals [ !Ref 'AWS::Regio', x ]
`,
    },
    says: [
      'templates/x.yaml:4:16 UNKNOWN_REFERENCE there is no condition HasTopik | Did you mean HasTopic?',
      'templates/x.yaml:5:18 UNKNOWN_REFERENCE there is no resource Queue | There is Topic.',
      'templates/x.yaml:7:15 UNKNOWN_REFERENCE there is no parameter or resource Topik | Did you mean Topic?',
      'templates/x.yaml:8:18 UNKNOWN_REFERENCE there is no resource Topc | Did you mean Topic?',
      'templates/x.yaml:9:15 UNKNOWN_REFERENCE there is no parameter or resource Nam | There are Topic, AWS::AccountId, AWS::NoValue, AWS::NotificationARNs, AWS::Partition, AWS::Region, AWS::StackId, AWS::StackName, AWS::URLSuffix.',
      'templates/x.yaml:10:16 UNKNOWN_REFERENCE there is no condition Has | There is HasTopic.',
      'templates/x.yaml:11:21 UNKNOWN_REFERENCE there is no mapping Map | There are none.',
      'templates/x.yaml:12:16 UNKNOWN_INTRINSIC there is no function Fn::Subb | Did you mean Fn::Sub?',
      'templates/x.yaml:14:28 UNKNOWN_REFERENCE there is no parameter or resource AWS::Regio | Did you mean AWS::Region?',
    ],
  },
  {
    it: 'conditions that need themselves',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`,
    files: {
      'templates/x.yaml': `Conditions:
  Fine: !Equals [ a, b ]
  One: !And [ !Condition Fine, !Condition Two ]
  Two: !Not [ Condition: One ]
  Own: !Condition Own
Resources:
  Topic: { Type: AWS::SNS::Topic, Condition: One }
`,
    },
    says: [
      'templates/x.yaml:3:3 CONDITION_CIRCLE the condition One needs itself: One needs Two needs One',
      'templates/x.yaml:5:3 CONDITION_CIRCLE the condition Own needs itself: Own needs Own',
    ],
  },
  {
    it: 'a broken rule',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x, parameters: { Min: 1, Max: 0 } }
`,
    files: {
      'templates/x.yaml': `Parameters:
  Min: { Type: Number }
  Max: { Type: Number }
Rules:
  Order:
    RuleCondition: !Equals [ !Ref Min, 1 ]
    Assertions:
      - Assert: !Not [ !Equals [ !Ref Max, 0 ] ]
        AssertDescription: Max is 0 though Min is 1
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
    },
    says: [
      'environments/test.yaml:4:3 RULE_BROKEN the parameters of the stack a break the rule Order of its template: Max is 0 though Min is 1 | The rule stands at templates/x.yaml:8.',
    ],
  },
];
