import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lineRenderer } from '../../scripts/cli/render/renderer.ts';
import { openReportFile } from '../../scripts/cli/report-file.ts';
import type { DeployEvent } from '../../scripts/deploy/events.ts';
import { ending, halfway } from './render/deploy-events.ts';
import { fakeContext, settle } from './support.ts';

describe('openReportFile', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cloudpool-report-'));
    file = join(folder, 'report.html');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const writeReport = async (events: readonly DeployEvent[]) => {
    const fake = fakeContext();
    const seen: DeployEvent[] = [];
    const report = await openReportFile(fake.context, file);
    const renderer = report.watch(lineRenderer(event => seen.push(event)));
    for (const event of events) renderer.report(event);
    await report.close('Deploy of t');
    await settle();
    expect(seen).to.deep.equal(events);
    return fake.stderr();
  };
  const refusal = (name: string) =>
    openReportFile(fakeContext().context, name).catch((error: unknown) => error);

  it('writes the file whole at the end, says so, and leaves nothing beside it', async () => {
    expect(await writeReport([...halfway, ...ending])).to.equal(`Report: ${file}\n`);
    expect(readFileSync(file, 'utf8')).to.match(/^<!doctype html>[\s\S]*<\/html>\n$/);
    expect(readdirSync(folder)).to.deep.equal(['report.html']);
  });

  it('replaces an earlier report', async () => {
    await writeReport(halfway);
    expect(readFileSync(file, 'utf8')).to.include('Cut short');
    await writeReport([...halfway, ...ending]);
    expect(readFileSync(file, 'utf8')).to.not.include('Cut short');
  });

  it('leaves any other file as it is', async () => {
    writeFileSync(file, '<p>my own notes</p>');
    expect(await refusal(file)).to.include({ code: 'OUTPUT_EXISTS', exitCode: 2 });
    expect(readFileSync(file, 'utf8')).to.equal('<p>my own notes</p>');
  });

  it('knows before anything is changed that a file cannot be written', async () => {
    mkdirSync(file);
    for (const name of [file, join(folder, 'no', 'such', 'folder.html')])
      expect(await refusal(name)).to.include({ code: 'OUTPUT_UNWRITABLE', exitCode: 2 });
  });

  it('writes nothing where nothing was begun, and keeps the report that stands', async () => {
    await writeReport([...halfway, ...ending]);
    expect(await writeReport(halfway.slice(0, 1))).to.equal('');
    expect(readdirSync(folder)).to.deep.equal(['report.html']);
    expect(readFileSync(file, 'utf8')).to.include('Failed');
  });
});
