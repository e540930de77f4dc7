import type { BadCase } from './workspace.ts';

const environment = `region: us-east-1
prefix: p
stacks:
  a: { template: x }
`;

/** A template whose resources are one loop and a topic. */
function looping(it: string, lines: string, says: readonly string[]): BadCase {
  const head = 'Transform: AWS::LanguageExtensions\nParameters:\n  One: { Type: String, Default: o }\n';
  const text = `${head}Resources:\n  Topic: { Type: AWS::SNS::Topic }\n${lines}`;
  return { it, environment, files: { 'templates/x.yaml': text }, says };
}

/** Bad loops, and exactly what `check` says about each. */
export const badLoops: readonly BadCase[] = [
  {
    it: 'a loop without its transform, once for all its loops',
    environment,
    files: {
      'templates/x.yaml': `Resources:
  Fn::ForEach::One: [ N, [ A ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]
  Fn::ForEach::Two: [ N, [ B ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]
`,
    },
    says: [
      'templates/x.yaml:2:3 LOOP_TRANSFORM Fn::ForEach::One is written out by a transform that the template does not name | Write Transform: AWS::LanguageExtensions at the top of the template.',
    ],
  },
  looping('a loop of two parts', '  Fn::ForEach::L: [ N, [ A ] ]\n', [
    `templates/x.yaml:6:19 LOOP_SHAPE Fn::ForEach::L must be a list of an identifier, a collection and a map | Write it like Fn::ForEach::Topics: [ Name, [ A, B ], { 'Topic\${Name}': … } ].`,
  ]),
  looping('a loop that is a map', '  Fn::ForEach::L: { N: [ A ] }\n', [
    `templates/x.yaml:6:19 LOOP_SHAPE Fn::ForEach::L must be a list of an identifier, a collection and a map | Write it like Fn::ForEach::Topics: [ Name, [ A, B ], { 'Topic\${Name}': … } ].`,
  ]),
  looping('a loop without a name', `  Fn::ForEach: [ N, [ A ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]\n`, [
    `templates/x.yaml:6:3 LOOP_NAME a loop needs a name of letters and digits, got '' | Write it like Fn::ForEach::Topics.`,
  ]),
  looping(
    'two loops of one name',
    `  Fn::ForEach::L: [ N, [ A ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]
Outputs:
  Fn::ForEach::L: [ N, [ A ], { 'O\${N}': { Value: v } } ]
`,
    [
      `templates/x.yaml:8:3 LOOP_NAME the loop's name L is taken; it stands on line 6 too | Each loop needs a name of its own.`,
    ],
  ),
  looping(
    'a loop with the name of a resource',
    `  Fn::ForEach::Topic: [ N, [ A ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      `templates/x.yaml:6:3 LOOP_NAME the loop's name Topic is taken; it stands on line 5 too | Each loop needs a name of its own.`,
    ],
  ),
  looping(
    'an identifier that is a parameter',
    `  Fn::ForEach::L: [ One, [ A ], { 'T\${One}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      'templates/x.yaml:6:21 LOOP_NAME the loop L cannot use the identifier One: a parameter has the same name',
    ],
  ),
  looping(
    'an inner loop with the identifier of the outer one',
    `  Fn::ForEach::L:
    - N
    - [ A ]
    - Fn::ForEach::M: [ N, [ B ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]
`,
    [
      'templates/x.yaml:9:25 LOOP_NAME the loop M cannot use the identifier N: a loop around it has the same one',
    ],
  ),
  looping(
    'a key without the identifier',
    '  Fn::ForEach::L: [ N, [ A, B ], { T: { Type: AWS::SNS::Topic } } ]\n',
    [
      `templates/x.yaml:6:36 LOOP_KEY the key T of the loop L does not hold its identifier, so that every item would make the same | Write it like T\${N}.`,
    ],
  ),
  looping(
    'a logical id with a dot',
    `  Fn::ForEach::L: [ N, [ '10.1' ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      'templates/x.yaml:6:38 LOOP_KEY the loop L makes the logical id T10.1, but only letters and digits can stand in one | Write &{N}, which leaves out everything else.',
    ],
  ),
  looping(
    'items that become one key',
    `  Fn::ForEach::L: [ N, [ '1.0', '10' ], { 'T&{N}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      'templates/x.yaml:6:43 DUPLICATE_KEY a loop makes the key T10 again; the first one comes from the same line | Each item needs a key of its own.',
    ],
  ),
  looping(
    'a logical id that the loop takes from another resource',
    `  Fn::ForEach::L: [ N, [ ic ], { 'Top\${N}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      'templates/x.yaml:6:34 DUPLICATE_KEY a loop makes the key Topic again; the first one comes from line 5 | Each item needs a key of its own.',
    ],
  ),
  looping(
    'a loop over one text',
    `  Fn::ForEach::L: [ N, !Ref One, { 'T\${N}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      'templates/x.yaml:6:29 LOOP_COLLECTION the loop L needs a list of texts that is known before the deploy; this is one value | Write the list out, or refer to a parameter of the type CommaDelimitedList.',
    ],
  ),
  looping(
    'a loop over maps',
    `  Fn::ForEach::L: [ N, [ { A: b } ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      'templates/x.yaml:6:24 LOOP_COLLECTION the loop L needs a list of texts that is known before the deploy; an item of it is a list or a map | Write the list out, or refer to a parameter of the type CommaDelimitedList.',
    ],
  ),
  looping(
    'a loop over what a resource gives',
    `  Fn::ForEach::L: [ N, !GetAtt Topic.Names, { 'T\${N}': { Type: AWS::SNS::Topic } } ]\n`,
    [
      'templates/x.yaml:6:32 LOOP_COLLECTION the loop L needs a list of texts that is known before the deploy; the attribute Topic.Names is known only when the stack stands | Write the list out, or refer to a parameter of the type CommaDelimitedList.',
    ],
  ),
  looping(
    'a loop in a section that takes none',
    `Mappings:\n  Fn::ForEach::L: [ N, [ A ], { 'T\${N}': { a: { b: c } } } ]\n`,
    [
      'templates/x.yaml:7:3 LOOP_PLACE a loop cannot stand in Mappings | It can stand in Conditions, Resources, Outputs.',
    ],
  ),
  looping(
    'what a loop writes, as if it stood there',
    `  Fn::ForEach::L:
    - N
    - [ A, B ]
    - 'T\${N}':
        Type: AWS::SNS::Topic
        Properties:
          DisplayName: !Ref 'Topic\${N}'
          TopicName: !Sub '\${Topic\${N}.TopicName}'
`,
    [
      'templates/x.yaml:12:29 UNKNOWN_REFERENCE there is no parameter or resource TopicA | Did you mean Topic?',
      'templates/x.yaml:12:29 UNKNOWN_REFERENCE there is no parameter or resource TopicB | Did you mean Topic?',
      'templates/x.yaml:13:27 UNKNOWN_REFERENCE there is no resource TopicA | Did you mean Topic?',
      'templates/x.yaml:13:27 UNKNOWN_REFERENCE there is no resource TopicB | Did you mean Topic?',
    ],
  ),
  {
    it: 'an import in a loop that leads nowhere, once for each item',
    environment: `region: us-east-1
prefix: p
stacks:
  a: { template: x, parameters: { From: [ ex, why ] } }
  ex: { template: ex }
`,
    files: {
      'templates/x.yaml': `Transform: AWS::LanguageExtensions
Parameters:
  From: { Type: CommaDelimitedList }
Resources:
  Fn::ForEach::Topics:
    - Stack
    - !Ref From
    - 'Topic\${Stack}':
        Type: AWS::SNS::Topic
        Properties: { DisplayName: !ImportValue { 'Fn::Sub': 'p-\${Stack}-TopicArn' } }
`,
    },
    says: [
      'templates/x.yaml:10:49 DANGLING_IMPORT the stack a imports p-why-TopicArn, which no stack here exports | Did you mean p-ex-TopicArn?',
    ],
  },
];
