import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { grantsOf } from '../support/grants.ts';
import { fieldsOf, propertiesOf, resourcesOf, section } from '../support/policy.ts';
import { repositoryRoot, templateFrom, templateNamed } from '../support/templates.ts';
import { commandsOf, parseBuildspec } from './codebuild.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly permissions: object;
  readonly concurrency: { readonly 'cancel-in-progress': boolean };
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'check' | 'image' | 'release', Job>>;
}

const PAGE = readFileSync(join(repositoryRoot, 'docs/github-actions.md'), 'utf8');
const [TEMPLATE = '', WORKFLOW = ''] = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
const workflow = parse(WORKFLOW) as Workflow;
const jobs = Object.entries(workflow.jobs);

/** A script in one line, however it was broken. */
const flat = (text: string) => text.replaceAll(/\\\n/g, ' ').replaceAll(/\s+/g, ' ').trim();
const commandsIn = ({ steps }: Job) => steps.flatMap(({ run }) => (run === undefined ? [] : [run]));

describe('the workflow for GitHub Actions', () => {
  it('runs the commands of the buildspec, in their order', () => {
    const spec = parseBuildspec(readFileSync(join(repositoryRoot, 'scripts/image/buildspec.yml'), 'utf8'));
    const commands = [...commandsIn(workflow.jobs.check), ...commandsIn(workflow.jobs.image)];
    expect(flat(commands.join('\n'))).to.equal(flat(commandsOf(spec).join('\n')));
  });

  it('releases with the commands of the pipeline', () => {
    const project = section(templateNamed('pipeline'), 'Resources').find(
      ([id]) => id === 'ReleaseProject',
    )?.[1];
    const spec = parseBuildspec(String(fieldsOf(propertiesOf(project ?? {}).Source).BuildSpec));
    expect(flat(commandsIn(workflow.jobs.release).join('\n'))).to.equal(flat(commandsOf(spec).join('\n')));
  });

  it('is given each variable that its commands ask for', () => {
    for (const [name, job] of jobs) {
      const asked = commandsIn(job).flatMap(text =>
        [...text.matchAll(/\$\{?([A-Z_]{2,})/g)].map(match => match[1]),
      );
      const given = [...Object.keys({ ...workflow.env, ...job.env }), 'PATH', 'PWD'];
      expect(
        asked.filter(variable => !given.includes(String(variable))),
        name,
      ).to.deep.equal([]);
    }
  });

  it('names each action by commit, with its version beside it', () => {
    const uses = [...WORKFLOW.matchAll(/uses: (.*)/g)].map(([, text]) => text);
    expect(uses).to.have.length.greaterThan(3);
    for (const text of uses) expect(text).to.match(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('keeps no key, and lets what comes from npm run where no role can be had', () => {
    expect(WORKFLOW).to.not.match(/secrets\.|aws-access-key|AWS_SECRET/i);
    expect(workflow.permissions).to.deep.equal({});
    const withToken = jobs.filter(([, { permissions }]) => permissions['id-token'] === 'write');
    expect(withToken.map(([name]) => name)).to.deep.equal(['image', 'release']);
    for (const [, job] of withToken) expect(commandsIn(job).join('\n')).to.not.match(/npm|mocha/);
  });

  it('cuts no release in half, and builds only what was checked', () => {
    expect(workflow.concurrency['cancel-in-progress']).to.equal(false);
    expect([workflow.jobs.image.needs, workflow.jobs.release.needs]).to.deep.equal(['check', 'image']);
  });
});

describe('the roles for GitHub Actions', () => {
  const template = templateFrom('github', TEMPLATE);
  const pipeline = templateNamed('pipeline');

  for (const role of ['BuildRole', 'ReleaseRole']) {
    it(`grant ${role} what the pipeline grants it, but for bucket and log`, () => {
      const expected = grantsOf(pipeline, role).filter(grant => !/^(s3|logs):/.test(grant));
      expect(grantsOf(template, role)).to.have.members(expected);
    });
  }

  it('trust one branch and one environment of one repository, word for word', () => {
    const trusted = resourcesOf(template, 'AWS::IAM::Role').map(([, role]) => {
      const { AssumeRolePolicyDocument: trust, PermissionsBoundary: boundary = null } = propertiesOf(role);
      expect(JSON.stringify(boundary)).to.include('PipelineBoundaryArn');
      const [statement] = fieldsOf(trust).Statement as readonly object[];
      return fieldsOf(statement as never);
    });
    const conditions = trusted.map(({ Condition }) => Condition);
    const of = (place: string) => ({
      StringEquals: {
        'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
        'token.actions.githubusercontent.com:sub': { 'Fn::Sub': `repo:\${GitHubRepository}:${place}` },
      },
    });
    expect(conditions).to.deep.equal([of('ref:refs/heads/main'), of('environment:release')]);
    expect(workflow.jobs.release.environment).to.equal('release');
    for (const { Principal } of trusted) {
      expect(JSON.stringify(Principal)).to.include(':oidc-provider/token.actions.githubusercontent.com');
    }
  });
});
