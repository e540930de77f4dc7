import { expect } from 'chai';
import { badCircles } from './bad-circles.ts';
import { badEnvironments } from './bad-environments.ts';
import { badImports } from './bad-imports.ts';
import { badLimits } from './bad-limits.ts';
import { badLoops } from './bad-loops.ts';
import { badNames } from './bad-names.ts';
import { badOrder } from './bad-order.ts';
import { badParameters } from './bad-parameters.ts';
import { badStacks } from './bad-stacks.ts';
import { badTargets } from './bad-targets.ts';
import { badTemplates } from './bad-templates.ts';
import { badTriggers } from './bad-triggers.ts';
import { badWeak } from './bad-weak.ts';
import { type BadCase, commonFiles, type Files, problemsOf } from './workspace.ts';

describe('check, given bad input', () => {
  table('environment files', badEnvironments);
  table('targets', badTargets);
  table('stacks', badStacks);
  table('names of stacks', badNames);
  table('parameters', badParameters);
  table('templates', badTemplates);
  table('names and limits', badLimits);
  table('imports', badImports);
  table('weak references', badWeak);
  table('loops', badLoops);
  table('circles', badCircles);
  table('triggers', badTriggers);
  table('orders', badOrder);
});

function table(what: string, cases: readonly BadCase[]): void {
  describe(what, () => {
    for (const { it: name, environment, files, variables, says } of cases) {
      it(`refuses ${name}`, () => {
        const own: Files = environment === undefined ? {} : { 'environments/test.yaml': environment };
        expect(problemsOf({ ...commonFiles, ...own, ...files }, variables)).to.deep.equal(says);
      });
    }
  });
}
