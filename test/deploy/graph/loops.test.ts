import { expect } from 'chai';
import { lateRows } from '../../../scripts/deploy/plan/resource-rows.ts';
import { sameTemplate } from '../../../scripts/deploy/template/same.ts';
import { evaluate } from '../../../scripts/deploy/values/evaluate.ts';
import { toPlain } from '../../../scripts/deploy/values/json.ts';
import { child } from '../../../scripts/deploy/yaml/tree.ts';
import { formatPosition } from '../../../scripts/errors.ts';
import { checkFiles, commonFiles } from './workspace.ts';

const head = 'Transform: AWS::LanguageExtensions\n';

function graphOf(template: string, stack = '{ template: x }') {
  return checkFiles({
    ...commonFiles,
    'environments/test.yaml': `region: us-east-1\nprefix: p\nstacks:\n  a: ${stack}\n  ex: { template: ex }\n`,
    'templates/x.yaml': head + template,
  });
}

function nodeOf(template: string, stack?: string) {
  const node = graphOf(template, stack).nodes.get('a');
  if (node === undefined) throw new Error('the stack is missing');
  return node;
}

/** Logical id → properties, as far as they are known. */
function resourcesOf(template: string, stack?: string): Record<string, unknown> {
  const { template: read, scope } = nodeOf(template, stack);
  return Object.fromEntries(
    [...read.resources.values()].map(({ logicalId, tree }) => {
      const properties = child(tree, 'Properties');
      return [logicalId, properties && toPlain(evaluate(properties, scope))];
    }),
  );
}

describe('expandLoops', () => {
  it('writes a resource for each item, with the item in keys, texts and references', () => {
    const template = `Resources:
  Fn::ForEach::Topics:
    - Name
    - [ Success, Failure ]
    - 'Topic\${Name}':
        Type: AWS::SNS::Topic
        Properties:
          TopicName: !Join [ '.', [ !Ref Name, fifo ] ]
          DisplayName: !Sub '\${Name} of \${AWS::StackName}'
`;
    expect(resourcesOf(template)).to.deep.equal({
      TopicSuccess: { TopicName: 'Success.fifo', DisplayName: 'Success of p-a' },
      TopicFailure: { TopicName: 'Failure.fifo', DisplayName: 'Failure of p-a' },
    });
  });

  it('goes over a list parameter, a mapping and a function of them', () => {
    const template = (collection: string) => `Parameters:
  Names: { Type: CommaDelimitedList, Default: 'A,B' }
Mappings:
  Sets: { Own: { Names: [ C, D ] } }
Resources:
  Fn::ForEach::Topics: [ N, ${collection}, { 'T\${N}': { Type: AWS::SNS::Topic } } ]
`;
    const ids = (collection: string, stack?: string) => Object.keys(resourcesOf(template(collection), stack));
    expect(ids('!Ref Names')).to.deep.equal(['TA', 'TB']);
    expect(ids('!Ref Names', '{ template: x, parameters: { Names: [ E ] } }')).to.deep.equal(['TE']);
    expect(ids('!FindInMap [ Sets, Own, Names ]')).to.deep.equal(['TC', 'TD']);
    expect(ids(`!Split [ '/', 'F/G' ]`)).to.deep.equal(['TF', 'TG']);
  });

  it('leaves only letters and digits of &{x}', () => {
    const template = `Resources:
  Fn::ForEach::L:
    - Cidr
    - [ 10.0.0.0/16, 10.1.0.0/16 ]
    - 'Net&{Cidr}': { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: !Ref Cidr } }
`;
    expect(resourcesOf(template)).to.deep.equal({
      Net1000016: { CidrBlock: '10.0.0.0/16' },
      Net1010016: { CidrBlock: '10.1.0.0/16' },
    });
  });

  it('writes loops in loops, and the inner list may hang on the outer item', () => {
    const template = `Mappings:
  Zones: { East: { Names: [ a, b ] }, West: { Names: [ c ] } }
Resources:
  Fn::ForEach::Outer:
    - Side
    - [ East, West ]
    - 'Vpc\${Side}': { Type: 'AWS::EC2::VPC' }
      Fn::ForEach::Inner:
        - Zone
        - !FindInMap [ Zones, !Ref Side, Names ]
        - 'Net\${Side}\${Zone}': { Type: 'AWS::EC2::Subnet', Properties: { Tag: !Sub '\${Side}-\${Zone}' } }
`;
    expect(resourcesOf(template)).to.deep.equal({
      VpcEast: undefined,
      NetEasta: { Tag: 'East-a' },
      NetEastb: { Tag: 'East-b' },
      VpcWest: undefined,
      NetWestc: { Tag: 'West-c' },
    });
  });

  it('writes conditions and properties', () => {
    const template = `Conditions:
  Fn::ForEach::C: [ N, [ A, B ], { 'Is\${N}': !Equals [ !Ref N, A ] } ]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Fn::ForEach::P: [ N, [ A, B ], { 'Property\${N}': !If [ 'Is\${N}', 1, 2 ], 'Text\${N}': 'a \${N}' } ]
`;
    expect(resourcesOf(template)).to.deep.equal({
      Topic: { PropertyA: 1, TextA: 'a A', PropertyB: 2, TextB: 'a B' },
    });
  });

  it('leaves out nothing but the loop, and keeps the lines', () => {
    const { template } = nodeOf(`Resources:
  First: { Type: AWS::SNS::Topic }
  Fn::ForEach::L:
    - N
    - [ A, B ]
    - 'T\${N}':
        Type: AWS::SNS::Topic
  Last: { Type: AWS::SNS::Topic }
`);
    const places = [...template.resources.values()].map(
      ({ logicalId, at, lastLine }) => `${logicalId} ${formatPosition(at)}-${lastLine}`,
    );
    expect(places).to.deep.equal([
      'First templates/x.yaml:3:3-3',
      'TA templates/x.yaml:7:7-8',
      'TB templates/x.yaml:7:7-8',
      'Last templates/x.yaml:9:3-9',
    ]);
    expect(template.opaque).to.equal(false);
  });

  it('compares with the deployed template as it was written', () => {
    const text = `Resources:\n  Fn::ForEach::L: [ N, [ A ], { 'T\${N}': { Type: AWS::SNS::Topic } } ]\n`;
    expect(sameTemplate(head + text, nodeOf(text).template)).to.equal(true);
    expect(sameTemplate(head + text.replace('[ A ]', '[ B ]'), nodeOf(text).template)).to.equal(false);
  });

  it('tells a late update by what the deployed loop wrote', () => {
    const text = (items: string) =>
      `Resources:\n  Fn::ForEach::L: [ N, [ ${items} ], { 'T\${N}': { Type: T, Properties: { A: !Ref N } } } ]\n`;
    const rows = lateRows(nodeOf(text('A, C')), { deployed: head + text('A, B'), moved: [] });
    expect(rows.map(({ action, logicalId }) => `${action} ${logicalId}`)).to.deep.equal([
      'Add TC',
      'Remove TB',
    ]);
  });

  it('finds exports that a loop writes, and edges to them', () => {
    const graph = checkFiles({
      'environments/test.yaml':
        'region: us-east-1\nprefix: p\nstacks:\n  b: { template: b }\n  a: { template: a }\n',
      'templates/a.yaml': `${head}Resources: { T: { Type: AWS::SNS::Topic } }
Outputs:
  Fn::ForEach::L:
    - N
    - [ A, B ]
    - 'Out\${N}': { Value: v, Export: { Name: !Sub '\${AWS::StackName}-\${N}' } }
`,
      'templates/b.yaml': `${head}Resources:
  Fn::ForEach::L:
    - N
    - [ A, B ]
    - 'T\${N}': { Type: AWS::SNS::Topic, Properties: { DisplayName: !ImportValue { 'Fn::Sub': 'p-a-\${N}' } } }
`,
    });
    expect(graph.order).to.deep.equal(['a', 'b']);
    expect(graph.edges.map(({ via }) => via)).to.deep.equal(['p-a-A', 'p-a-B']);
  });

  it('leaves a loop over an unknown list as it stands, and says so by opaque', () => {
    const { template } = nodeOf(`Parameters:
  Names: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /names }
Resources:
  Topic: { Type: AWS::SNS::Topic }
  Fn::ForEach::L: [ N, !Ref Names, { 'T\${N}': { Type: AWS::SNS::Topic } } ]
`);
    expect([...template.resources.keys()]).to.deep.equal(['Topic']);
    expect(template.opaque).to.equal(true);
  });

  it('judges no loop of a template that a macro rewrites', () => {
    const files = {
      'environments/test.yaml': 'region: us-east-1\nprefix: p\nstacks:\n  a: { template: x }\n',
      'templates/x.yaml': 'Transform: MyMacro\nResources:\n  Fn::ForEach::L: [ N, [ A ] ]\n',
    };
    expect(checkFiles(files).nodes.get('a')?.template.opaque).to.equal(true);
  });
});
