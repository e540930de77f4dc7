import { S3Client } from '@aws-sdk/client-s3';
import { expect } from 'chai';
import type { ObjectStore, StoreError } from '../../../../functions/runtime/protocol/ports.ts';
import { s3ObjectStore } from '../../../../functions/runtime/protocol/s3-object-store.ts';
import { type AnswerServer, startAnswerServer } from '../../../support/aws-answer-server.ts';

const failure = (code: string) => `<Error><Code>${code}</Code><Message>said so</Message></Error>`;

const LISTING = `<ListBucketResult><IsTruncated>true</IsTruncated>
  <Contents><Key>a/1</Key><Size>3</Size><LastModified>2026-11-21T20:00:00.000Z</LastModified></Contents>
</ListBucketResult>`;

describe('s3ObjectStore', () => {
  let server: AnswerServer;
  let client: S3Client;
  let store: ObjectStore;

  beforeEach(async () => {
    server = await startAnswerServer();
    client = new S3Client({ ...server.settings, forcePathStyle: true });
    store = s3ObjectStore(client, 'bucket');
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
  });

  const failed = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail('answered'),
      (error: StoreError) => error,
    );

  it('reads an object, and half-open ranges of it', async () => {
    server.answer({ status: 206, body: 'abc' });
    const bytes = await store.get('k', { from: 10, to: 13 });
    expect(Buffer.from(bytes ?? []).toString()).to.equal('abc');
    expect(server.requests[0]?.headers.range).to.equal('bytes=10-12');
  });

  it('asks nothing for an empty range', async () => {
    expect(await store.get('k', { from: 5, to: 5 })).to.have.length(0);
    expect(server.requests).to.be.empty;
  });

  it('answers absence, but not of the bucket', async () => {
    server.answer({ status: 404, body: failure('NoSuchKey') });
    expect(await store.get('k')).to.equal(undefined);
    server.answer({ status: 404, body: failure('NoSuchBucket') });
    expect(await failed(store.get('k'))).to.include({ name: 'StoreError', transient: false });
  });

  it('puts only where nothing is, and says so when something is', async () => {
    server.answer({ status: 200 });
    expect(await store.putIfAbsent('k', 'body')).to.equal('created');
    expect(server.requests[0]?.headers['if-none-match']).to.equal('*');
    server.answer({ status: 412, body: failure('PreconditionFailed') });
    expect(await store.putIfAbsent('k', 'body')).to.equal('exists');
  });

  it('overwrites with put', async () => {
    await store.put('k', 'body');
    expect(server.requests[0]).to.include({ method: 'PUT', body: 'body' });
    expect(server.requests[0]?.headers).to.not.have.property('if-none-match');
  });

  const failures = [
    { status: 409, code: 'ConditionalRequestConflict', transient: true },
    { status: 503, code: 'SlowDown', transient: true },
    { status: 500, code: 'InternalError', transient: true },
    { status: 403, code: 'AccessDenied', transient: false },
    { status: 400, code: 'ExpiredToken', transient: false },
  ];
  for (const { status, code, transient } of failures) {
    it(`calls ${status} ${code} ${transient ? 'worth another try' : 'final'}`, async () => {
      server.answer({ status, body: failure(code) });
      const error = await failed(store.putIfAbsent('k', 'body'));
      expect(error).to.include({ name: 'StoreError', transient });
      expect(error.message).to.include(code).and.include('PUT k');
    });
  }

  it('calls a connection that nobody takes worth another try', async () => {
    await server.close();
    expect(await failed(store.get('k'))).to.include({ transient: true });
  });

  it('lists with the clock of the store, not its own', async () => {
    const date = 'Sat, 21 Nov 2026 20:00:05 GMT';
    server.answer({ status: 200, body: LISTING, headers: { date } });
    expect(await store.list('a/', { startAfter: 'a/0', limit: 1 })).to.deep.equal({
      objects: [{ key: 'a/1', size: 3, modified: Date.parse('2026-11-21T20:00:00Z') }],
      more: true,
      at: Date.parse(date),
    });
    expect(server.requests[0]?.url).to.include('start-after=a%2F0').and.include('max-keys=1');
  });
});
