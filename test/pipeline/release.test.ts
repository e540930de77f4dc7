import { expect } from 'chai';
import { fieldsOf, propertiesOf, section } from '../support/policy.ts';
import { repositoryRoot, templateNamed } from '../support/templates.ts';
import { type Build, commandsOf, parseBuildspec, runBuild } from './codebuild.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const STACK = 'cloudpool-dev-fargate';

describe('the release of the pipeline', () => {
  const spec = parseBuildspec(releaseText());

  it('sets the image tag, and keeps the template and every other parameter as it stands', () => {
    const { succeeded, started, calls, output } = release({
      ImageTag: 'none',
      Architecture: 'arm64',
      Cpu: '1024',
    });
    expect(succeeded, output).to.equal(true);
    expect(started).to.deep.equal(commandsOf(spec));
    expect(calls.slice(-2)).to.deep.equal([
      [
        ...['aws', 'cloudformation', 'update-stack', '--stack-name', STACK, '--use-previous-template'],
        ...[
          '--capabilities',
          'CAPABILITY_IAM',
          '--parameters',
          `ParameterKey=ImageTag,ParameterValue=${COMMIT}`,
        ],
        ...['ParameterKey=Architecture,UsePreviousValue=true', 'ParameterKey=Cpu,UsePreviousValue=true'],
      ],
      ['aws', 'cloudformation', 'wait', 'stack-update-complete', '--stack-name', STACK],
    ]);
    expect(output).to.include(`${STACK}: ${COMMIT} replaces none.`);
  });

  it('has nothing to do for a commit that is released already', () => {
    const { succeeded, calls, output } = release({ ImageTag: COMMIT, Architecture: 'arm64' });
    expect(succeeded, output).to.equal(true);
    expect(output).to.include('is released already');
    expect(calls.map(([, , operation]) => operation)).to.deep.equal(['describe-stacks']);
  });

  it('refuses an image of another processor than the stack runs on', () => {
    const { succeeded, calls, output } = release({ ImageTag: 'none', Architecture: 'x86_64' });
    expect(succeeded).to.equal(false);
    expect(output).to.include(`${STACK} runs on x86_64, and this image was built for arm64`);
    expect(calls.map(([, , operation]) => operation)).to.deep.equal(['describe-stacks']);
  });

  for (const operation of ['describe-stacks', 'update-stack', 'wait']) {
    it(`fails when ${operation} does, and does nothing after it`, () => {
      const { succeeded, calls, output } = release(
        { ImageTag: 'none', Architecture: 'arm64' },
        {
          [`cloudformation ${operation}`]: {
            refusal: 'it is in UPDATE_IN_PROGRESS state and can not be updated',
          },
        },
      );
      expect(succeeded).to.equal(false);
      expect(calls.at(-1)?.[2]).to.equal(operation);
      expect(output).to.include('UPDATE_IN_PROGRESS').and.not.include('replaces');
    });
  }

  it('stands in the template: a push cannot change what the role that updates stacks does', () => {
    expect(releaseText())
      .to.include('phases:')
      .and.not.match(/^\S+\.ya?ml$/);
  });

  function release(parameters: Readonly<Record<string, string>>, refusals: object = {}): Build {
    const stack = {
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    };
    return runBuild(spec, {
      folder: repositoryRoot,
      variables: { COMMIT, ARCHITECTURE: 'arm64', FARGATE_STACK: STACK },
      answers: {
        'cloudformation describe-stacks': { Stacks: [stack] },
        'cloudformation update-stack': 'arn:aws:cloudformation:us-east-1:111122223333:stack/x/1',
        'cloudformation wait': '',
        ...refusals,
      },
    });
  }
});

function releaseText(): string {
  const project = section(templateNamed('pipeline'), 'Resources').find(
    ([id]) => id === 'ReleaseProject',
  )?.[1];
  return String(fieldsOf(propertiesOf(project ?? {}).Source).BuildSpec);
}
