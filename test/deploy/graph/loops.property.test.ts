import { expect } from 'chai';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { sameTree } from '../../../scripts/deploy/template/same.ts';
import { child, type Tree } from '../../../scripts/deploy/yaml/tree.ts';
import { checkFiles, problemsOf } from './workspace.ts';

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

const environment = 'region: us-east-1\nprefix: p\nstacks:\n  a: { template: x }\n';
const transform = 'AWS::LanguageExtensions';
const items = fc.uniqueArray(fc.stringMatching(/^[A-Z][a-z0-9]{0,4}$/), { maxLength: 5 });

function resources(template: Plain): Tree | undefined {
  const files = { 'environments/test.yaml': environment, 'templates/x.yaml': JSON.stringify(template) };
  return child(checkFiles(files).nodes.get('a')?.template.tree, 'Resources');
}

describe('expandLoops, over random lists', () => {
  it('writes what a person would have written out, loops in loops too', () => {
    const key = `T\${X}x\${Y}`;
    const topic = (outer: string, inner: string) => ({
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: `${outer}-${inner}`,
        DisplayName: { 'Fn::Sub': `\${AWS::StackName} ${inner}` },
      },
    });
    fc.assert(
      fc.property(items, items, (outer, inner) => {
        const loop = {
          'Fn::ForEach::Outer': [
            'X',
            outer,
            { 'Fn::ForEach::Inner': ['Y', inner, { [key]: topic(`\${X}`, `\${Y}`) }] },
          ],
        };
        const written = Object.fromEntries(
          outer.flatMap(x => inner.map(y => [`T${x}x${y}`, topic(x, y)] as const)),
        );
        const [expanded, plain] = [loop, written].map(Resources =>
          resources({ Transform: transform, Resources }),
        );
        expect(expanded && plain && sameTree(expanded, plain)).to.equal(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('check, over random templates', () => {
  const word = fc.constantFrom(
    ...['Type', 'Properties', 'Condition', 'DependsOn', 'Ref', 'Fn::Sub', 'Fn::If', 'Fn::GetAtt', 'Fn::Join'],
    ...['Fn::ImportValue', 'Fn::GetStackOutput', 'Fn::ForEach::L', 'Fn::ForEach', `T\${N}`, 'T&{N}', 'Value'],
    ...['StackName', 'OutputName', 'Export', 'Name', 'Fn::FindInMap', 'Fn::Select', 'Fn::Transform'],
  );
  const { value } = fc.letrec<{ value: Plain }>(tie => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<Plain>('N', 'A', 'AWS::SNS::Topic', 'AWS::StackName', `\${N}`, 0, 1, true, null, ''),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(word, tie('value'), { maxKeys: 3 }),
      fc.tuple(tie('value'), tie('value'), tie('value')),
    ),
  }));
  const section = fc.constantFrom(
    'Resources',
    'Outputs',
    'Conditions',
    'Parameters',
    'Mappings',
    'Rules',
    'Transform',
  );

  it('answers with problems or a graph, never with another error', () => {
    fc.assert(
      fc.property(fc.dictionary(section, fc.oneof(value, fc.dictionary(word, value))), template => {
        const text = stringify({ Transform: transform, ...template }, { version: '1.1' });
        problemsOf({ 'environments/test.yaml': environment, 'templates/x.yaml': text });
      }),
      { numRuns: 100 },
    );
  });
});
