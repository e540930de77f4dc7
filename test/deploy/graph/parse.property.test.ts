import { expect } from 'chai';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { sameTemplate } from '../../../scripts/deploy/template/same.ts';
import { parseYaml } from '../../../scripts/deploy/yaml/parse.ts';
import type { Problems } from '../../../scripts/deploy/yaml/problems.ts';
import { readPlainScalar } from '../../../scripts/deploy/yaml/scalar.ts';
import type { Tree } from '../../../scripts/deploy/yaml/tree.ts';
import { checkFiles, problemsOf } from './workspace.ts';

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

const { value: plain } = fc.letrec<{ value: Plain }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9:]{0,8}$/), tie('value'), { maxKeys: 4 }),
  ),
}));

function toPlain(tree: Tree): Plain {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toPlain);
  return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
}

function read(text: string): Plain | undefined {
  const problems: Problems = [];
  const tree = parseYaml('test', text, problems);
  expect(problems).to.deep.equal([]);
  return tree && toPlain(tree);
}

describe('parseYaml', () => {
  it('reads back what YAML 1.1 and JSON write', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), plain), value => {
        expect(read(stringify(value, { version: '1.1', lineWidth: 0 }))).to.deep.equal({ ...value });
        expect(read(JSON.stringify(value, undefined, '\t'))).to.deep.equal({ ...value });
      }),
    );
  });

  it('never throws, whatever stands in the file', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void parseYaml('test', text, [])));
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('a', ': ', '- ', '\n', '\t', ' ', '{', ']', '&a ', '*a', '!Ref ', '|', '"', '?'),
        ),
        parts => void parseYaml('test', parts.join(''), []),
      ),
    );
  });
});

describe('readPlainScalar', () => {
  const table: readonly [text: string, value: unknown][] = [
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['~', null],
    ['', null],
    ['010', 8],
    ['089', '089'],
    ['0x1F', 31],
    ['0b101', 5],
    ['-1_000', -1000],
    ['1:30', 90],
    ['1.5e3', 1500],
    ['.inf', Number.POSITIVE_INFINITY],
    ['2012-10-17', '2012-10-17'],
    ['1.2.3', '1.2.3'],
  ];
  for (const [text, value] of table) {
    it(`reads ${text || 'nothing'} as ${JSON.stringify(value)}`, () => {
      expect(readPlainScalar(text)).to.equal(value);
    });
  }
});

describe('sameTemplate, over random templates', () => {
  it('finds a template the same as itself in the other notation, and different from a changed one', () => {
    fc.assert(
      fc.property(plain, plain, (first, second) => {
        const template = (value: Plain) => ({ Resources: { A: { Type: 'T', Properties: { value } } } });
        const yaml = stringify(template(first), { version: '1.1', lineWidth: 0 });
        expect(sameTemplate(yaml, JSON.stringify(template(first)))).to.equal(true);
        expect(sameTemplate(yaml, JSON.stringify(template([first, second])))).to.equal(false);
      }),
    );
  });
});

describe('check, over random environments', () => {
  const topic = 'Resources:\n  T: { Type: AWS::SNS::Topic }\n';
  it('orders by after: in any file order', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e'], { minLength: 2 }),
        fc.context(),
        (keys, context) => {
          const lines = keys.toSorted().map(key => {
            const before = keys[keys.indexOf(key) - 1];
            return `  ${key}: { template: t, after: [ ${before ?? ''} ] }\n`;
          });
          const text = `region: us-east-1\nprefix: p\nstacks:\n${lines.join('')}`;
          context.log(text);
          const files = { 'environments/test.yaml': text, 'templates/t.yaml': topic };
          expect(checkFiles(files).order).to.deep.equal(keys);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('answers any bad file with problems, never with another error', () => {
    const word = fc.constantFrom(
      'region',
      'prefix',
      'stacks',
      'tags',
      'external',
      'leftOut',
      'artifacts',
      'a',
      'template',
    );
    fc.assert(
      fc.property(fc.dictionary(word, plain), value => {
        const files = {
          'environments/test.yaml': stringify(value, { version: '1.1' }),
          'templates/t.yaml': topic,
        };
        expect(problemsOf(files)).not.to.have.lengthOf(0);
      }),
      { numRuns: 60 },
    );
  });
});
