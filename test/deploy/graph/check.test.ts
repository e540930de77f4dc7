import { expect } from 'chai';
import { evaluateOutputs } from '../../../scripts/deploy/values/outputs.ts';
import { checkFiles, type Files } from './workspace.ts';

const topic = 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n';

function filesOf({
  stacks,
  head = '',
  ...templates
}: {
  stacks: string;
  head?: string;
  [name: string]: string;
}): Files {
  const texts = Object.entries(templates).map(([name, text]) => [`templates/${name}.yaml`, text]);
  return {
    'environments/test.yaml': `region: us-east-1\nprefix: p\n${head}stacks:\n${stacks}`,
    'functions/hello/index.ts': '',
    ...Object.fromEntries(texts),
  };
}

function importing(name: string): string {
  return `Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties: { A: !ImportValue ${name} }\n`;
}

function exporting(name: string): string {
  return `${topic}Outputs:\n  Out: { Value: v, Export: { Name: !Sub '\${AWS::StackName}-${name}' } }\n`;
}

describe('check', () => {
  it('orders the stacks by their imports, through a parameter that names the producer', () => {
    const consumer = `Parameters:\n  Parent: { Type: String }\n${importing(`{ 'Fn::Sub': '\${Parent}-Arn' }`)}`;
    const graph = checkFiles(
      filesOf({
        stacks:
          '  b: { template: consumer, parameters: { Parent: { stack: a } } }\n  a: { template: producer }\n',
        consumer,
        producer: exporting('Arn'),
      }),
    );
    expect(graph.order).to.deep.equal(['a', 'b']);
    expect(graph.waves).to.deep.equal([['a'], ['b']]);
    expect(graph.edges).to.deep.equal([
      {
        from: 'a',
        to: 'b',
        kind: 'strong',
        at: { file: 'templates/consumer.yaml', line: 6, column: 35 },
        via: 'p-a-Arn',
      },
    ]);
    expect(graph.nodes.get('a')?.consumers).to.deep.equal(['b']);
    expect(graph.nodes.get('b')?.producers).to.deep.equal(['a']);
    expect([...(graph.nodes.get('b')?.parameters ?? [])]).to.deep.equal([['Parent', 'p-a']]);
  });

  it('waits for the artifacts of a function and for what after: says', () => {
    const graph = checkFiles(
      filesOf({
        head: 'artifacts: { stack: store, output: Out }\n',
        stacks:
          '  f: { template: code, function: hello, after: [ x ] }\n  store: { template: store }\n  x: { template: x }\n',
        code: `Parameters:\n  CodeKey: { Type: String }\n${topic}`,
        store: exporting('Bucket'),
        x: topic,
      }),
    );
    expect(graph.edges.map(edge => [edge.from, edge.kind])).to.deep.equal([
      ['store', 'function'],
      ['x', 'after'],
    ]);
  });

  it('follows a false condition nowhere, an unknown one to both sides', () => {
    const consumer = `Parameters:
  Tag: { Type: String }
Conditions:
  Never: !Equals [ a, b ]
  HasTag: !Not [ !Equals [ !Ref Tag, none ] ]
Resources:
  Gone: { Type: AWS::SNS::Topic, Condition: Never, Properties: { A: !ImportValue nowhere } }
  Perhaps:
    Type: AWS::SNS::Topic
    Properties:
      A: !If [ HasTag, !ImportValue p-x-Arn, !ImportValue p-y-Arn ]
      B: !If [ Never, !ImportValue nowhere, plain ]
`;
    const graph = checkFiles(
      filesOf({
        stacks:
          '  c: { template: consumer, parameters: { Tag: { keep: none } } }\n  x: { template: ex }\n  y: { template: ex }\n',
        consumer,
        ex: exporting('Arn'),
      }),
    );
    expect(graph.edges.map(edge => [edge.from, edge.may])).to.deep.equal([
      ['x', true],
      ['y', true],
    ]);
    expect([...(graph.nodes.get('c')?.keeps ?? [])]).to.deep.equal(['Tag']);
  });

  it('matches names that are built from an account which is not given', () => {
    const name = `!Sub '\${AWS::AccountId}-Arn'`;
    const producer = `${topic}Outputs:\n  Out: { Value: v, Export: { Name: ${name} } }\n`;
    const consumer = importing("{ 'Fn::Join': ['-', [ !Ref 'AWS::AccountId', Arn ]] }");
    const graph = checkFiles(
      filesOf({ stacks: '  a: { template: producer }\n  b: { template: consumer }\n', producer, consumer }),
    );
    expect(graph.order).to.deep.equal(['a', 'b']);
  });

  it('takes an import that is listed as external, and one with an unknown name when after: orders it', () => {
    const graph = checkFiles(
      filesOf({
        head: 'external: [ shared-vpc ]\n',
        stacks: '  a: { template: shared }\n  b: { template: dynamic, after: [ a ] }\n',
        shared: importing('shared-vpc'),
        dynamic: importing("'{{resolve:ssm:name}}'"),
      }),
    );
    expect(graph.edges.map(edge => edge.kind)).to.deep.equal(['after']);
  });

  it('reads JSON templates, also with tabs', () => {
    const json = JSON.stringify({ Resources: { T: { Type: 'AWS::SNS::Topic' } } }, undefined, '\t');
    const files = { ...filesOf({ stacks: '  a: { template: a }\n' }), 'templates/a.json': json };
    expect(checkFiles(files).nodes.get('a')?.template.resources.get('T')?.at.line).to.equal(3);
  });

  it('lets CLOUDPOOL_ENDPOINT replace an endpoint, and only where there is one', () => {
    const files = (head: string) => filesOf({ head, stacks: '  a: { template: a }\n', a: topic });
    const variables = { CLOUDPOOL_ENDPOINT: 'http://127.0.0.1:7' };
    const local = checkFiles(files('endpoint: http://127.0.0.1:1\n'), variables);
    expect(local.environment.endpoint).to.equal('http://127.0.0.1:7');
    expect(checkFiles(files(''), variables).environment.endpoint).to.equal(undefined);
  });

  it('takes words that JavaScript knows as any others', () => {
    const a = `Conditions:
  toString: !Equals [ a, a ]
Resources:
  constructor:
    Type: valueOf
    Condition: toString
    Properties: { A: { constructor: { hasOwnProperty: !Ref AWS::Region } } }
`;
    const graph = checkFiles(filesOf({ stacks: '  a: { template: a }\n', a }));
    expect([...(graph.nodes.get('a')?.template.resources.keys() ?? [])]).to.deep.equal(['constructor']);
  });

  it('leaves out what is left out', () => {
    const graph = checkFiles(
      filesOf({
        head: 'leftOut: { b: not here }\n',
        stacks: '  a: { template: a, after: [ b ] }\n  b: { template: a }\n',
        a: topic,
      }),
    );
    expect(graph.order).to.deep.equal(['a']);
    expect([...graph.environment.leftOut]).to.deep.equal([['b', 'not here']]);
  });

  it('works out the outputs as far as they are known', () => {
    const a = `${topic}Outputs:\n  Name: { Value: !Sub '\${AWS::StackName}-x' }\n  Arn: { Value: !Ref Topic }\n`;
    const node = checkFiles(filesOf({ stacks: '  a: { template: a }\n', a })).nodes.get('a');
    const outputs = node && evaluateOutputs(node);
    expect(outputs?.get('Name')?.value).to.deep.equal({ kind: 'known', value: 'p-a-x' });
    expect(outputs?.get('Arn')?.value.kind).to.equal('unknown');
  });
});
