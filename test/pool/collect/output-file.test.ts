import { execFileSync } from 'node:child_process';
import {
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CloudpoolError } from '../../../scripts/errors.ts';
import { openOutputFile } from '../../../scripts/pool/collect/output-file.ts';

const lines = (...texts: string[]) => texts.map(text => Buffer.from(text));

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof CloudpoolError ? `${error.code} ${error.exitCode}` : `${error}`;
}

describe('openOutputFile', () => {
  let folder = '';
  let path = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-output-'));
    path = join(folder, 'out.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('shows the file whole at the end, and not before', async () => {
    const sink = await openOutputFile(path);
    await sink.write(lines('1', '2'));
    expect(readdirSync(folder)).to.deep.equal([`out.jsonl.${process.pid}.partial`]);
    await sink.write(lines('3'));
    await sink.commit();
    expect(readdirSync(folder)).to.deep.equal(['out.jsonl']);
    expect(readFileSync(path, 'utf8')).to.equal('1\n2\n3\n');
  });

  it('leaves nothing behind when it is discarded', async () => {
    const sink = await openOutputFile(path);
    await sink.write(lines('1'));
    await sink.discard();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('refuses a file that exists, and replaces it with force', async () => {
    writeFileSync(path, 'mine\n');
    expect(await codeOf(openOutputFile(path))).to.equal('OUTPUT_EXISTS 2');
    const sink = await openOutputFile(path, { force: true });
    await sink.write(lines('1'));
    expect(readFileSync(path, 'utf8')).to.equal('mine\n');
    await sink.commit();
    expect(readFileSync(path, 'utf8')).to.equal('1\n');
  });

  it('does not replace a file that appeared meanwhile, and keeps the results', async () => {
    const sink = await openOutputFile(path);
    await sink.write(lines('1'));
    writeFileSync(path, 'mine\n');
    expect(await codeOf(sink.commit())).to.equal('OUTPUT_EXISTS 2');
    await sink.discard();
    expect(readFileSync(path, 'utf8')).to.equal('mine\n');
    expect(readFileSync(`${path}.${process.pid}.partial`, 'utf8')).to.equal('1\n');
  });

  it('removes what a killed process left behind, and nothing of a living one', async () => {
    writeFileSync(`${path}.4194304.partial`, 'dead');
    writeFileSync(`${path}.${process.ppid}.partial`, 'alive');
    const sink = await openOutputFile(path);
    expect(readdirSync(folder)).not.to.include('out.jsonl.4194304.partial');
    expect(readdirSync(folder)).to.include(`out.jsonl.${process.ppid}.partial`);
    await sink.discard();
  });

  it('refuses a folder at once, even with force', async () => {
    expect(await codeOf(openOutputFile(folder, { force: true }))).to.equal('OUTPUT_UNWRITABLE 2');
  });

  it('writes to a pipe, or a device, without taking its place', async () => {
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, 'r+');
    const sink = await openOutputFile(path, { force: true });
    await sink.write(lines('1'));
    await sink.commit();
    expect(lstatSync(path).isFIFO()).to.equal(true);
    expect(readSync(reader, Buffer.alloc(2))).to.equal(2);
    closeSync(reader);
  });

  it('names a folder that does not exist', async () => {
    const opening = openOutputFile(join(folder, 'no', 'out'));
    const message = await opening.catch((error: Error) => error.message);
    expect(message).to.equal(
      `${join(folder, 'no', 'out')} cannot be written: there is no folder ${join(folder, 'no')}`,
    );
    expect(await codeOf(opening)).to.equal('OUTPUT_UNWRITABLE 2');
  });
});
