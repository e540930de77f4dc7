import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import { parseDocument } from 'yaml';
import { type Gate, openGate } from '../support/e2e-gate.ts';
import { type CommandSettings, type StandingPlace, sharedPlace } from '../support/e2e-place.ts';

/** A typo in a command or an option needs no emulator: test/cli/usage.test.ts proves those. */
describe('bad input gets a clear error and loses nothing', function () {
  this.timeout(60_000);
  let place: StandingPlace;
  before(async () => {
    place = await sharedPlace();
  });

  /** Expects a command to fail, and returns what it said. */
  async function refused(
    args: readonly string[],
    code: number,
    settings: CommandSettings = {},
  ): Promise<string> {
    const ended = await place.run(args, { as: place.client, ...settings });
    expect(ended.code, ended.stderr).to.equal(code);
    expect(ended.stdout).to.equal('');
    expect(ended.stderr).not.to.match(/unexpected error|TypeError|\n {4}at /);
    return ended.stderr;
  }

  /** Expects a run of `steps` to fail before anything stands in the ledger. */
  async function refusedRun(input: string | Uint8Array): Promise<string> {
    const before = await ledger();
    const said = await refused(['run', 'steps'], 2, { input });
    expect(await ledger(), 'the ledger').to.deep.equal(before);
    return said;
  }

  async function ledger(): Promise<readonly (string | undefined)[]> {
    const s3 = await place.world.session.s3();
    const Prefix = `runs/${place.prefix}-steps/`;
    // Only whole objects: what an aborted upload held is gone with it.
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: place.outputs.storage?.DataBucketName, Prefix }),
    );
    return Contents.map(({ Key }) => Key);
  }

  /** Writes an environment with the stacks of the local one, a prefix of its own, and no endpoint unless one is given. */
  function writeEnvironment(
    name: string,
    where: { readonly account?: string; readonly endpoint?: string },
  ): void {
    const document = parseDocument(place.clone.read('environments/local.yaml'));
    document.set('prefix', `e2e-${name}`);
    document.delete('endpoint');
    for (const [key, value] of Object.entries(where)) document.set(key, value);
    place.clone.write(`environments/${name}.yaml`, String(document));
  }

  it('names every line that is not JSON or not UTF-8, and sends nothing', async () => {
    const good = '{"name":"fine"}\n';
    const lines = [good, '{"name":\n', good, "{'name':'x'}\n", '"\xff"\n', good, 'nonsense\n'];
    const said = await refusedRun(Buffer.from(lines.join(''), 'latin1'));
    const named = [...said.matchAll(/standard input:(\d+):/g)].map(([, line]) => Number(line));
    expect([...new Set(named)]).to.deep.equal([2, 4, 5, 7]);
    expect(said).to.contain('UTF-8').and.to.contain('nothing was sent');
  });

  it('refuses an empty input', async () => {
    for (const input of ['', '\n\n']) expect(await refusedRun(input)).to.match(/no task|empty/i);
  });

  it('refuses a line that is too large, and names it', async () => {
    const large = `"${'x'.repeat(4 * 1024 * 1024)}"`;
    const said = await refusedRun(`{"name":"fine"}\n${large}\n`);
    expect(said)
      .to.contain('standard input:2:')
      .and.to.match(/4 MiB|4,194,304/);
  });

  it('refuses a missing input and a folder', async () => {
    expect(await refused(['run', 'steps', 'nowhere.jsonl'], 2)).to.contain('nowhere.jsonl');
    expect(await refused(['run', 'steps', 'templates'], 2)).to.contain('folder');
  });

  it('refuses a pool that does not exist, and names the near ones', async () => {
    const said = await refused(['run', 'step'], 2, { input: '{}\n' });
    expect(said).to.contain('no pool step').and.to.contain('steps');
    expect(await refused(['run', 'storage'], 2, { input: '{}\n' })).to.contain('is no pool');
  });

  it('refuses to replace an output, and leaves it as it was, until it is forced', async () => {
    writeFileSync(place.file('precious.jsonl'), 'precious\n');
    const args = ['run', 'steps', '-o', 'precious.jsonl'];
    const input = '{"name":"new"}\n';
    expect(await refused(args, 2, { input }))
      .to.contain('precious.jsonl')
      .and.to.contain('--force');
    expect(readFileSync(place.file('precious.jsonl'), 'utf8')).to.equal('precious\n');
    const forced = await place.run([...args, '--force'], { as: place.client, input });
    expect(forced.code, forced.stderr).to.equal(0);
    expect(readFileSync(place.file('precious.jsonl'), 'utf8')).to.contain('"new"');
  });

  it('refuses an output in a folder that is not there, before anything is sent', async () => {
    const before = await ledger();
    expect(await refused(['run', 'steps', '-o', 'no/where.jsonl'], 2, { input: '{}\n' })).to.contain(
      'no/where',
    );
    expect(await ledger()).to.deep.equal(before);
    expect(existsSync(place.file('no'))).to.equal(false);
  });

  it('refuses a run that does not exist', async () => {
    expect(await refused(['resume', 'yesterday'], 2)).to.contain('no run id');
    expect(await refused(['resume', '20200101T000000-aaaa'], 2)).to.contain('20200101T000000-aaaa');
  });

  it('says that the emulator does not run, and how to start it', async () => {
    const variables = { CLOUDPOOL_ENDPOINT: 'http://127.0.0.1:9' };
    for (const args of [['run', 'steps'], ['deploy', '--yes'], ['status'], ['runs']]) {
      const said = await refused(args, 1, { variables, input: '{}\n' });
      expect(said, args[0]).to.contain('emulator does not run').and.to.contain('cloudpool local start');
    }
  });

  it('says that there are no credentials, and how to get some', async () => {
    writeEnvironment('aws', { account: '111122223333' });
    for (const args of [['plan'], ['status'], ['deploy', '--yes'], ['run', 'steps'], ['runs']]) {
      const said = await refused([...args, '-e', 'aws'], 2, { input: '{}\n' });
      expect(said, args[0])
        .to.match(/credentials/i)
        .and.to.contain('aws sso login');
    }
  });

  it('refuses an unattended deploy to AWS without a named account, before it asks AWS anything', async () => {
    writeEnvironment('nameless', {});
    expect(await refused(['deploy', '--yes', '-e', 'nameless'], 2)).to.contain('needs an account');
  });

  it('refuses credentials that AWS does not know', async () => {
    const as = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'unknown' };
    expect(await refused(['deploy', '--yes'], 2, { as })).to.match(/invalid/);
  });

  it('refuses the wrong account before anything is written', async () => {
    writeEnvironment('elsewhere', { account: '111122223333', endpoint: place.world.endpoint });
    const said = await refused(['deploy', '--yes', '-e', 'elsewhere'], 2, { as: place.deployer });
    expect(said).to.contain('000000000000').and.to.contain('111122223333');
  });

  describe('with an expired token', () => {
    let gate: Gate;
    before(async () => {
      const answers = () => ({ status: 403, body: EXPIRED });
      gate = await openGate(place.world.endpoint, { answers });
    });
    after(() => gate.close());

    it('says so in a deploy: stacks go on, renew and deploy again to attach', async () => {
      const variables = { CLOUDPOOL_ENDPOINT: gate.address };
      const said = await refused(['deploy', '--yes'], 1, { as: place.deployer, variables });
      expect(said)
        .to.contain('expired')
        .and.to.match(/Renew\s+the\s+credentials,\s+then\s+deploy\s+again/);
    });

    it('says so in a run', async () => {
      const variables = { CLOUDPOOL_ENDPOINT: gate.address };
      const said = await refused(['run', 'steps'], 1, { variables, input: '{}\n' });
      expect(said)
        .to.contain('expired')
        .and.to.match(/resume\s+the\s+run/);
    });
  });
});

const EXPIRED = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error>
<RequestId>e2e</RequestId></ErrorResponse>`;
