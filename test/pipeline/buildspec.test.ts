import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositoryRoot } from '../support/templates.ts';
import { type Build, commandsOf, parseBuildspec, runBuild, smallClone } from './codebuild.ts';

const TEXT = readFileSync(join(repositoryRoot, 'scripts/image/buildspec.yml'), 'utf8');
const SPEC = parseBuildspec(TEXT);
const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const REGISTRY = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const REPOSITORY_URI = `${REGISTRY}/cloudpool-dev-fargate-repository`;

const VARIABLES = {
  COMMIT,
  PLATFORM: 'linux/arm64',
  REPOSITORY_NAME: 'cloudpool-dev-fargate-repository',
  REPOSITORY_URI,
};

/** What a laptop cannot do, with its reason. Docker and AWS are stand-ins. */
const NOT_RUN = new Map([
  ['npm ci', 'needs the registry: the packages of this repository are linked instead'],
]);

const ABSENT = { 'ecr batch-get-image': { images: [], failures: [{ failureCode: 'ImageNotFound' }] } };
const THERE = { 'ecr batch-get-image': { images: [{ imageId: { imageTag: COMMIT } }], failures: [] } };
const LOGIN = { 'ecr get-login-password': 'password' };

describe('the buildspec of the image', function () {
  this.timeout(60_000);
  let clone: ReturnType<typeof smallClone>;
  before(() => {
    clone = smallClone();
  });
  after(() => clone.remove());

  /** Without `checks` the types and the tests are left out: they take seconds, and others prove that they run. */
  function build(answers: object, { checks = false, text = TEXT, variables = {} } = {}): Build {
    const spec = parseBuildspec(text);
    const slow = commandsOf(spec).filter(command => /^(tsc|mocha) /.test(command));
    return runBuild(spec, {
      folder: clone.folder,
      variables: { ...VARIABLES, ...variables },
      answers: { ...LOGIN, ...answers },
      skip: [...NOT_RUN.keys(), ...(checks ? [] : slow)],
    });
  }

  it('runs whole, but for what needs the internet, and pushes the commit for its platform', () => {
    const { succeeded, started, calls, output } = build(ABSENT, { checks: true });
    expect(succeeded, output).to.equal(true);
    expect(commandsOf(SPEC).filter(command => !started.includes(command))).to.deep.equal([...NOT_RUN.keys()]);
    expect(output).to.include('greets by name');
    expect(calls.map(([tool, ...words]) => [tool, ...words.slice(0, 2)].join(' '))).to.deep.equal([
      'aws ecr batch-get-image',
      ...calls.slice(1, 3).map(([tool, ...words]) => [tool, ...words.slice(0, 2)].join(' ')),
      'docker build --build-arg',
      `docker push ${REPOSITORY_URI}:${COMMIT}`,
    ]);
    // The two ends of a pipe start in any order.
    expect(calls.slice(1, 3)).to.have.deep.members([
      ['aws', 'ecr', 'get-login-password'],
      ['docker', 'login', '--username', 'AWS', '--password-stdin', REGISTRY],
    ]);
    expect(calls[3]).to.deep.equal([
      ...[
        'docker',
        'build',
        '--build-arg',
        `COMMIT=${COMMIT}`,
        '--platform',
        'linux/arm64',
        '--tag',
        `${REPOSITORY_URI}:${COMMIT}`,
        '.',
      ],
    ]);
  });

  it('finds the image of a commit that was built before, and goes on', () => {
    const { succeeded, calls, output } = build(THERE);
    expect(succeeded, output).to.equal(true);
    expect(output).to.include(`${COMMIT} is in cloudpool-dev-fargate-repository already.`);
    expect(calls.map(([tool]) => tool)).to.deep.equal(['aws']);
  });

  it('does not take a refusal of the registry for an absent image', () => {
    const { succeeded, calls } = build({ 'ecr batch-get-image': { refusal: 'AccessDenied' } });
    expect(succeeded).to.equal(false);
    expect(calls.map(([tool]) => tool)).to.deep.equal(['aws']);
  });

  for (const step of ['login', 'build', 'push']) {
    it(`fails when docker ${step} does, and does nothing after it`, () => {
      const { succeeded, calls } = build(ABSENT, { variables: { DOCKER_FAILS: step } });
      expect(succeeded).to.equal(false);
      const dockers = calls.filter(([tool]) => tool === 'docker').map(([, word]) => word);
      expect(dockers.at(-1)).to.equal(step);
    });
  }

  it('fails on a command that is wrong, and builds nothing', () => {
    for (const word of ['tsc', 'mocha', 'batch-get-image']) {
      const text = TEXT.replace(`${word} `, `${word}-typo `);
      expect(text).to.not.equal(TEXT);
      const { succeeded, calls, output } = build(ABSENT, { checks: true, text });
      expect(succeeded, word).to.equal(false);
      expect(output).to.include(`${word}-typo`);
      expect(
        calls.filter(([tool]) => tool === 'docker'),
        word,
      ).to.deep.equal([]);
    }
  });

  it('builds nothing when a type or a test is wrong', () => {
    const file = join(clone.folder, 'functions/hello/index.ts');
    const right = readFileSync(file, 'utf8');
    for (const [from, to] of [
      ['name: string', 'name: number'],
      ['`Hello', '`Bye'],
    ] as const) {
      expect(right).to.include(from);
      writeFileSync(file, right.replace(from, to));
      const { succeeded, calls } = build(ABSENT, { checks: true });
      expect([succeeded, calls], to).to.deep.equal([false, []]);
    }
    writeFileSync(file, right);
  });

  it('pushes in no phase that runs after a failure', () => {
    expect(Object.keys(SPEC.phases)).to.not.include('post_build');
    expect([SPEC.version, SPEC.env?.shell]).to.deep.equal([0.2, 'bash']);
  });
});
