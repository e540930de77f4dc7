import { expect } from 'chai';
import { triggerEnvironment, triggerTemplates } from './bad-triggers.ts';
import { commonFiles, problemsOf } from './workspace.ts';

describe('check, given triggers', () => {
  const problems = (environment: string, templates: Readonly<Record<string, string>> = triggerTemplates) =>
    problemsOf({ ...commonFiles, 'environments/test.yaml': environment, ...templates });

  it('allows an output beside the prefix that is watched', () => {
    expect(problems(triggerEnvironment('out/', 'in/'))).to.deep.equal([]);
    expect(problems(triggerEnvironment('in-done/', 'in/'))).to.deep.equal([]);
  });

  it('allows an output under the same prefix of another bucket', () => {
    const storage = String(triggerTemplates['templates/s.yaml']).replace(
      'GetAtt Data.Arn',
      'GetAtt Other.Arn',
    );
    const templates = { ...triggerTemplates, 'templates/s.yaml': storage };
    expect(problems(triggerEnvironment('in/', 'in/'), templates)).to.deep.equal([]);
  });

  it('allows reading under the prefix that is watched', () => {
    const pool = String(triggerTemplates['templates/p.yaml']).replace(', s3:PutObject', '');
    const templates = { ...triggerTemplates, 'templates/p.yaml': pool };
    expect(problems(triggerEnvironment('in/', 'in/'), templates)).to.deep.equal([]);
  });
});
