import { StopTaskCommand } from '@aws-sdk/client-ecs';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { localStatus } from '../../../scripts/local/local.ts';
import { identify, membersOf } from '../../../scripts/local/processes.ts';
import { readRecord } from '../../../scripts/local/record.ts';
import { ROOT } from '../local-sandbox.ts';
import { CLUSTER, type ContainerScene, EXECUTION, openScene, until } from './container-scene.ts';

const LEFT = 'Essential container in task exited';

describe('the containers of the local agent', function () {
  this.timeout(60_000);
  let scene: ContainerScene;
  before(async () => {
    scene = await openScene();
  });
  after(() => scene.dispose());

  const status = () => localStatus({ root: ROOT, stateDir: scene.sandbox.stateDir });

  /** Processes of the agent's group but the agent. */
  const processes = () => {
    const leader = readRecord(scene.sandbox.stateDir, 'agent')?.pid ?? 0;
    return membersOf(leader).filter(({ pid }) => pid !== leader);
  };

  it('run with what the definition and the overrides say, and with nothing of this machine', async () => {
    process.env.SECRET_OF_THE_HOST = 'seen';
    const arn = await scene.run({ mode: 'tell' });
    expect((await scene.over(arn)).stoppedReason).to.equal(LEFT);
    const variables = JSON.parse((await scene.log(arn))[0] ?? '');
    expect(variables).to.include({ MODE: 'tell', SAID: 'by the definition', AWS_REGION: 'us-east-1' });
    expect(variables).not.to.have.any.keys('SECRET_OF_THE_HOST', 'AWS_ACCESS_KEY_ID', 'AWS_PROFILE');
    expect(variables.ECS_CONTAINER_METADATA_URI_V4).to.match(new RegExp(`/${arn.split('/').at(-1)}$`));
    expect(variables.HOME).not.to.equal(process.env.HOME);
  });

  it('have the rights of their task role, and no others', async () => {
    const arn = await scene.run({ mode: 'offer' });
    const s3 = new S3Client({ ...(await clientOf(arn)), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'granted' }));
    const denied = await s3.send(new ListBucketsCommand({})).catch(error => error);
    expect(denied.message).to.match(/assumed-role\/task\/.* not authorized to perform: s3:ListAllMyBuckets/);
    await scene.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: arn }));
  });

  it('have every line in the log, and the exit code in the reason', async () => {
    const arn = await scene.run({ mode: 'print', code: 3 });
    expect((await scene.over(arn)).stoppedReason).to.equal(`${LEFT} with 3`);
    const lines = await scene.log(arn);
    expect(lines).to.have.length(3_001).and.include.members(['line 0', 'line 2999', 'last']);
  });

  it('are asked to leave when somebody stops the task, whose reason stays', async () => {
    const arn = await scene.run({ mode: 'wait' });
    await scene.log(arn, /waits/);
    expect((await status()).agent.containers).to.equal(1);
    await scene.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: arn, reason: 'enough' }));
    expect(await scene.log(arn, /drained/)).to.deep.equal(['waits', 'drained']);
    await until('the end of the process', async () => (processes().length === 0 ? true : undefined));
    expect((await scene.over(arn)).stoppedReason).to.equal('enough');
  });

  it('are killed when they do not leave within the stopTimeout', async () => {
    const arn = await scene.run({ mode: 'stay', stopTimeout: 1 });
    await scene.log(arn, /stays/);
    await scene.ecs.send(new StopTaskCommand({ cluster: CLUSTER, task: arn }));
    await until('the end of the process', async () => (processes().length === 0 ? true : undefined));
    expect(await scene.log(arn)).to.deep.equal(['stays', 'asked']);
  });

  it('leave a reason that names the signal when they are killed', async () => {
    const arn = await scene.run({ mode: 'wait' });
    await scene.log(arn, /waits/);
    for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
    expect((await scene.over(arn)).stoppedReason).to.equal(`${LEFT} with SIGKILL`);
  });

  it('do not start from an image that is not there: the reason says how to make it', async () => {
    const { stoppedReason } = await scene.over(await scene.run({ tag: '4f1c2d' }));
    expect(stoppedReason).to.match(/^CannotPullContainerError: no image with the tag 4f1c2d/);
    expect(stoppedReason).to.include('node scripts/image/write.ts');
  });

  it('do not start with a role that does not trust ECS, which the emulator itself would let pass', async () => {
    const taskRole = await scene.role('for-functions', { trusted: 'lambda.amazonaws.com' });
    const { stoppedReason } = await scene.over(await scene.run({ taskRole }));
    expect(stoppedReason).to.match(/ECS was unable to assume the role 'arn:.*for-functions'/);
    expect(stoppedReason).to.include('ecs-tasks.amazonaws.com');
  });

  for (const [action, kind] of [
    ['ecr:GetAuthorizationToken', 'CannotPullContainerError'],
    ['ecr:BatchGetImage', 'CannotPullContainerError'],
    ['logs:CreateLogStream', 'ResourceInitializationError: failed to validate logger args'],
  ] as const) {
    it(`do not start when the execution role lacks ${action}`, async () => {
      const actions = EXECUTION.filter(other => other !== action);
      const executionRole = await scene.role(`without-${action.replace(':', '-')}`, { actions });
      const { stoppedReason } = await scene.over(await scene.run({ executionRole }));
      expect(stoppedReason?.startsWith(kind), stoppedReason).to.equal(true);
      expect(stoppedReason).to.include(`is not authorized to perform ${action} on`);
    });
  }

  it('end with their agent, which another one finds out', async () => {
    const arn = await scene.run({ mode: 'stay' });
    await scene.log(arn, /stays/);
    const [container] = processes();
    process.kill(Number((await status()).agent.pid), 'SIGKILL');
    await until('the loss', async () => ((await status()).agent.state === 'killed' ? true : undefined));
    await scene.sandbox.start({ endpoint: String((await status()).emulator.address) });
    expect(identify(Number(container?.pid))).not.to.equal(container?.identity);
    expect((await scene.over(arn)).stoppedReason).to.match(/agent was started after this task/);
  });

  it('end with local stop, which marks their tasks', async () => {
    const arn = await scene.run({ mode: 'wait' });
    await scene.log(arn, /waits/);
    const [container] = processes();
    const { address } = (await status()).emulator;
    await scene.sandbox.stop();
    expect(identify(Number(container?.pid))).not.to.equal(container?.identity);
    await scene.sandbox.start({ endpoint: String(address) });
    expect((await scene.over(arn)).stoppedReason).to.match(/agent was stopped/);
  });

  /** What a client is in the container of a task. */
  async function clientOf(arn: string) {
    const variables = JSON.parse((await scene.log(arn))[0] ?? '');
    const answer = await fetch(String(variables.AWS_CONTAINER_CREDENTIALS_FULL_URI), {
      headers: { authorization: String(variables.AWS_CONTAINER_AUTHORIZATION_TOKEN) },
    });
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = (await answer.json()) as Record<
      string,
      string
    >;
    expect(Date.parse(String(Expiration))).to.be.greaterThan(Date.now() + 600_000);
    return {
      region: 'us-east-1',
      endpoint: String(variables.AWS_ENDPOINT_URL),
      credentials: {
        accessKeyId: String(AccessKeyId),
        secretAccessKey: String(SecretAccessKey),
        sessionToken: String(Token),
      },
    };
  }
});
