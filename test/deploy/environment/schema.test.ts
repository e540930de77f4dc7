import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { parse } from 'yaml';
import { environmentSchema } from '../../../scripts/deploy/environment/schema.ts';
import { badEnvironments } from '../graph/bad-environments.ts';
import { badNames } from '../graph/bad-names.ts';
import { badParameters } from '../graph/bad-parameters.ts';
import { badStacks } from '../graph/bad-stacks.ts';
import { badTargets } from '../graph/bad-targets.ts';
import type { BadCase } from '../graph/workspace.ts';
import { commonFiles, problemsOf } from '../graph/workspace.ts';

const ROOT = join(import.meta.dirname, '../../..');
const validate = new Ajv({ allErrors: true }).compile(environmentSchema());

/** Tells whether an editor would find nothing wrong. Editors read YAML 1.2. */
function accepts(text: string): boolean {
  return validate(parse(text, { logLevel: 'error' }));
}

// YAML 1.2, which editors read, has no boolean `on`; and one key's need of another is only the parser's to see.
const notTheSchemas: readonly string[] = [
  'a prefix that YAML reads as a boolean',
  'a function without artifacts',
];

const head = 'region: us-east-1\nprefix: p\n';
const stack = (lines: string) => `${head}stacks:\n  a:\n    template: a\n${lines}`;

describe('environmentSchema', () => {
  for (const name of ['local', 'dev', 'prod']) {
    it(`accepts environments/${name}.yaml, which names it for editors`, () => {
      const text = readFileSync(join(ROOT, 'environments', `${name}.yaml`), 'utf8');
      expect(accepts(text), JSON.stringify(validate.errors)).to.equal(true);
      expect(text.split('\n')[0]).to.equal('# yaml-language-server: $schema=./schema.json');
    });
  }

  it('accepts every key that the parser takes', () => {
    const text = `region: us-gov-west-1
prefix: team-a
account: '111122223333'
roleArn: arn:aws:iam::111122223333:role/deploy
tags: { project: x }
artifacts: { stack: ex, output: O }
external: [ vpc.Id ]
stacks:
  ex: { template: ex }
  a:
    template: ./../templates/free.yaml
    terminationProtection: true
    after: [ ex ]
    parameters: { A: 1, B: text, C: [ a, 2 ], D: { stack: ex }, E: { keep: none }, F: { keep: [ a ] }, G: 1.5 }
  gone: { template: ex }
leftOut: { gone: not yet }
`;
    expect(problemsOf({ ...commonFiles, 'environments/test.yaml': text })).to.deep.equal([]);
    expect(accepts(text), JSON.stringify(validate.errors)).to.equal(true);
  });

  const refused: readonly [what: string, text: string][] = [
    ['a list', '[]'],
    ['no stacks', head],
    ['no region', 'prefix: p\nstacks: {}\n'],
    ['an unknown key', `${stack('')}stack: {}\n`],
    ['an account without quotes', `${stack('')}account: 111122223333\n`],
    ['a region that is none', `region: Ireland\nprefix: p\nstacks: {}\n`],
    ['a long prefix', `region: us-east-1\nprefix: ${'p'.repeat(22)}\nstacks: {}\n`],
    ['an endpoint on another machine', `${stack('')}endpoint: http://10.0.0.1:4566\n`],
    ['a tag of AWS', `${stack('')}tags: { 'aws:x': y }\n`],
    ['a tag of ours, in any case', `${stack('')}tags: { 'CloudPool:x': y }\n`],
    ['a tag that is a number', `${stack('')}tags: { x: 1 }\n`],
    ['artifacts without an output', `${stack('')}artifacts: { stack: a }\n`],
    ['external that is one text', `${stack('')}external: vpc\n`],
    ['a stack key in capitals', `${head}stacks:\n  A: { template: a }\n`],
    ['a stack without a template', `${head}stacks:\n  a: {}\n`],
    ['an unknown key of a stack', stack('    templates: b\n')],
    ['protection as text', stack("    terminationProtection: 'yes'\n")],
    ['after as one text', stack('    after: b\n')],
    ['a parameter that is a boolean', stack('    parameters: { A: true }\n')],
    ['a parameter without a value', stack('    parameters: { A: }\n')],
    ['an item with a comma', stack("    parameters: { A: [ 'b,c' ] }\n")],
    ['a parameter that is another map', stack('    parameters: { A: { stak: b } }\n')],
    ['two ways at once', stack('    parameters: { A: { stack: b, keep: c } }\n')],
    ['a reason that says nothing', `${stack('')}leftOut: { a: ' ' }\n`],
  ];
  for (const [what, text] of refused) {
    it(`refuses ${what}, as the parser does`, () => {
      expect(problemsOf({ ...commonFiles, 'environments/test.yaml': text })).not.to.have.lengthOf(0);
      expect(accepts(text)).to.equal(false);
    });
  }

  describe('beside the table of bad environments', () => {
    const cases = [badEnvironments, badTargets, badStacks, badNames, badParameters].flat().filter(isShape);
    it('has looked at many', () => expect(cases.length).to.be.at.least(15));
    for (const { it: what, environment = '' } of cases) {
      it(`refuses ${what}`, () => expect(accepts(environment)).to.equal(false));
    }
  });
});

/** Only what stands in the file by itself is the schema's: kinds, keys and patterns, in YAML that both read alike. */
function isShape({ environment, says, it: what }: BadCase): boolean {
  if (environment === undefined || notTheSchemas.includes(what)) return false;
  return says.every(line =>
    /^environments\/test\.yaml:\S+ (UNKNOWN_KEY|WRONG_TYPE|UNQUOTED|MISSING_KEY) /.test(line),
  );
}
