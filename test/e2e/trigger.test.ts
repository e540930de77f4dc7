import { writeFileSync } from 'node:fs';
import { DeleteRolePolicyCommand } from '@aws-sdk/client-iam';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect } from 'chai';
import { decodeResult, type Result } from '../../functions/runtime/protocol/result.ts';
import { type StandingPlace, standUp } from '../support/e2e-place.ts';

const STACKS = ['storage', 'iam', 'hello', 'vectorize', 'trigger', 'schedule'];

describe('a trigger', function () {
  this.timeout(120_000);
  let place: StandingPlace;
  let outputs: Readonly<Record<string, Record<string, string>>>;
  before(async () => {
    place = await standUp({ prefix: 'e2e-trigger', keep: STACKS }, clone =>
      clone.edit('environments/local.yaml', 'rate(1 day)', 'cron(* * * * ? *)'),
    );
    outputs = JSON.parse((await place.run(['outputs', '--json'])).stdout);
  });

  /** Puts a file as somebody who holds nothing but the client policy. */
  function put(name: string, content: string | Uint8Array) {
    writeFileSync(place.file(name), content);
    return place.run(['put', 'vectorize', name], { as: place.client });
  }

  async function listed(prefix: string): Promise<readonly string[]> {
    const s3 = await place.world.session.s3();
    const Bucket = outputs.storage?.DataBucketName;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
    return Contents.map(({ Key = '' }) => Key);
  }

  /** Waits until a loose task of a pool has a result, and reads it. */
  async function looseResult(pool: string, isMeant = (_: string) => true): Promise<Result> {
    const s3 = await place.world.session.s3();
    const Bucket = outputs.storage?.DataBucketName;
    for (let tries = 0; tries < 400; tries += 1) {
      const keys = await listed(`loose/${place.prefix}-${pool}/`);
      const Key = keys.find(key => key.endsWith('/results/0.jsonl') && isMeant(key));
      if (Key !== undefined) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        return decodeResult((await Body?.transformToByteArray()) ?? new Uint8Array());
      }
      await new Promise(resolve => setTimeout(resolve, 250));
    }
    throw new Error(`no result of a loose task of ${pool}`);
  }

  async function send(pool: string, body: string): Promise<string> {
    const sqs = await place.world.session.sqs();
    const QueueUrl = outputs[pool]?.QueueUrl;
    const { MessageId = '' } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
    return MessageId;
  }

  it('makes principal components out of a CSV file, once for the same content', async () => {
    const { code, stdout, stderr } = await put('heights.csv', 'x,name,y\n1,a,2\n2,b,4\n3,c,6.5\n');
    expect(code, stderr).to.equal(0);
    const { manifest, mean, components } = JSON.parse(stdout);
    expect(manifest).to.deep.include({ version: 1, rows: 3, columns: ['x', 'y'], skipped: ['name'] });
    expect(manifest.source).to.include({ key: 'incoming/csv/heights.csv', size: 29 });
    expect(mean[0]).to.equal(2);
    expect(components[0].share).to.be.above(0.99);
    const again = await put('again.csv', 'x,name,y\n1,a,2\n2,b,4\n3,c,6.5\n');
    expect(again.stdout).to.equal(stdout);
    expect(await listed(`loose/${place.prefix}-vectorize/`)).to.have.length(2);
  });

  const bad: readonly (readonly [name: string, content: string | Uint8Array, says: RegExp])[] = [
    ['empty.csv', '', /BadCsv: line 1, column 1: .*empty/],
    ['ragged.csv', 'a,b\n1,2\n3\n', /BadCsv: line 3, column 2: expected 2 values/],
    ['words.csv', 'a,b\nx,y\n', /BadCsv: line 2, column 1: none of the 2 columns/],
    ['latin-1.csv', Buffer.from('a,gr\xf6\xdfe\n1,2\n', 'latin1'), /BadCsv: line 1, column 2: .*UTF-8/],
  ];
  it('makes an error that names line and column out of a bad one, and nothing else', async () => {
    const endings = await Promise.all(bad.map(([name, content]) => put(name, content)));
    for (const [index, [name, , says]] of bad.entries()) {
      const { code, stdout, stderr } = endings[index] as (typeof endings)[number];
      expect([code, stdout], name).to.deep.equal([1, '']);
      expect(stderr, name).to.match(says);
    }
    // The good one, and these: a claim and a result each.
    expect(await listed(`loose/${place.prefix}-vectorize/`)).to.have.length(2 + 2 * bad.length);
  });

  it('takes an object that is uploaded in parts', async () => {
    const rows = Array.from({ length: 500_000 }, (_, n) => `${n},${(n * 7919) % 104_729},0.123456789\n`);
    const { code, stdout, stderr } = await put('large.csv', `a,b,c\n${rows.join('')}`);
    expect(code, stderr).to.equal(0);
    const { manifest } = JSON.parse(stdout);
    expect(manifest.rows).to.equal(500_000);
    expect(manifest.source.etag).to.match(/-\d+$/);
  });

  it('is what put needs', async () => {
    writeFileSync(place.file('notes.txt'), 'x');
    const other = await place.run(['put', 'vectorize', 'notes.txt'], { as: place.client });
    expect([other.code, other.stderr.replaceAll(/\s+/g, ' ')].join(' ')).to.match(/^2 .*no trigger .*\.csv/);
    const none = await place.run(['put', 'hello', 'notes.txt'], { as: place.client });
    expect([none.code, none.stderr].join(' ')).to.match(/^2 [\s\S]*no trigger/);
    const missing = await place.run(['put', 'vectorize', 'nowhere.csv'], { as: place.client });
    expect([missing.code, missing.stderr].join(' ')).to.match(/^2 [\s\S]*nowhere\.csv cannot be read/);
  });

  it('is not needed: any message is a task, and one that is not JSON becomes an error', async () => {
    const [good, bad] = [await send('hello', '{"name":"queue"}'), await send('hello', 'not JSON')];
    const ended = await looseResult('hello', key => key.includes(good));
    expect(JSON.stringify(ended.outcomes[0])).to.contain('queue');
    const { outcomes } = await looseResult('hello', key => key.includes(bad));
    expect(outcomes[0]).to.have.nested.property('error.name', 'InputCorrupt');
  });

  it('is left alone by a second deploy', async () => {
    const { result, writes } = await place.deploy(place.deployer);
    expect(result.succeeded).to.equal(true);
    expect([...writes.keys()]).to.deep.equal([]);
  });

  it('grants the reading that its pool needs, and the pool has no other', async () => {
    const RoleName = outputs.vectorize?.WorkerRoleName;
    const PolicyName = `${place.prefix}-trigger-ReadWatchedObjects`;
    await place.world.iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
    const { code, stdout, stderr } = await put('secret.csv', 'a\n1\n2\n7\n');
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.match(/AccessDenied|not authorized/);
  });

  it('sends a task by the clock', async () => {
    const { header, outcomes } = await scheduled();
    expect(header).to.include({ by: 'worker', attempt: 1 });
    expect(outcomes).to.have.length(1);
  });

  /** The first minute after the deploy may still be going on. */
  async function scheduled(): Promise<Result> {
    const seen = new Set<string>();
    for (;;) {
      const result = await looseResult('hello', key => !seen.has(key) && seen.add(key).size > 0);
      if (JSON.stringify(result.outcomes[0]).includes('clock')) return result;
    }
  }
});
