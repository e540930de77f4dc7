import type { BadCase } from './workspace.ts';

/** A stack `a` with one weak reference, beside the stack `ex`. */
function reading(it: string, reference: string, says: readonly string[], more = ''): BadCase {
  return {
    it,
    environment: `region: us-east-1\nprefix: p\nstacks:\n  a: { template: x }\n  ex: { template: ex }\n${more}`,
    files: {
      'templates/x.yaml': `Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName:
        Fn::GetStackOutput: ${reference}
  Other: { Type: AWS::SNS::Topic }
`,
    },
    says,
  };
}

/** Bad weak references, and exactly what `check` says about each. */
export const badWeak: readonly BadCase[] = [
  reading('a weak reference that is a text', 'p-ex.O', [
    'templates/x.yaml:6:29 WRONG_TYPE Fn::GetStackOutput must be a map with StackName and OutputName',
  ]),
  reading('a weak reference with a wrong and a missing key', '{ StackName: p-ex, Output: O }', [
    'templates/x.yaml:6:9 MISSING_KEY Fn::GetStackOutput needs the key OutputName',
    'templates/x.yaml:6:48 UNKNOWN_KEY Fn::GetStackOutput has no key Output | There are StackName, OutputName, Region, RoleArn.',
  ]),
  reading('a weak reference to an output that is not there', '{ StackName: p-ex, OutputName: P }', [
    'templates/x.yaml:6:9 UNKNOWN_OUTPUT the stack ex has no output P | There is O.',
  ]),
  reading('a weak reference to a misspelled stack', '{ StackName: p-ec, OutputName: O }', [
    'templates/x.yaml:6:9 DANGLING_IMPORT the stack a reads an output of p-ec, which is no stack here | Did you mean p-ex?',
  ]),
  reading("a weak reference to nobody's stack", '{ StackName: shared-vpc, OutputName: VpcId }', [
    'templates/x.yaml:6:9 DANGLING_IMPORT the stack a reads an output of shared-vpc, which is no stack here | If somebody else owns it, list shared-vpc.VpcId under external.',
  ]),
  reading(
    'a weak reference to a stack that is left out',
    '{ StackName: p-gone, OutputName: O }',
    [
      'templates/x.yaml:6:9 DANGLING_IMPORT the stack a reads an output of p-gone, which is no stack here; gone is left out: not here | If somebody else owns it, list p-gone.O under external.',
    ],
    '  gone: { template: ex }\nleftOut: { gone: not here }\n',
  ),
  reading(
    'a weak reference whose stack is known only later',
    '{ StackName: !GetAtt Other.TopicName, OutputName: O }',
    [
      'templates/x.yaml:6:9 IMPORT_NAME_UNKNOWN the stack a imports a name that is not known offline: the attribute Other.TopicName is known only when the stack stands | Build the name from parameters, or write after: into the stack a.',
    ],
  ),
  reading('a weak reference to the stack itself', `{ StackName: !Ref 'AWS::StackName', OutputName: O }`, [
    'templates/x.yaml:6:9 UNKNOWN_OUTPUT the stack a has no output O | There are none.',
    'templates/x.yaml:6:9 CYCLE stacks wait for each other: a needs a (templates/x.yaml:6:9, O) | Move what both need into a stack of its own.',
  ]),
];
