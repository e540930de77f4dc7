import { open, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DeployEvent } from '../deploy/events.ts';
import { asError, CloudpoolError } from '../errors.ts';
import { openOutputFile } from '../pool/collect/output-file.ts';
import type { OutcomeSink } from '../pool/collect/sink.ts';
import { type CommandContext, say } from './command-context.ts';
import type { Renderer } from './render/renderer.ts';
import { REPORT_MARK, reportPage } from './render/report/page.ts';

/** Collects events for a report and writes it at the end, whatever that was. */
export interface ReportFile {
  /** The same renderer, with its events kept. */
  watch(renderer: Renderer<DeployEvent>): Renderer<DeployEvent>;
  /** Writes the file; none where nothing was begun. Never throws: a deploy that went well is not a failure for it. */
  close(title: string): Promise<void>;
}

/**
 * Opens the file of a report before anything is changed: what cannot be written is known at once. An earlier report is
 * replaced, any other file is not.
 *
 * @throws CloudpoolError (exit 2) for a file that cannot be written, or is no report
 */
export async function openReportFile(context: CommandContext, name: string): Promise<ReportFile> {
  const path = resolve(context.directory, name);
  await refuseOtherFile(path, name);
  const sink = await openOutputFile(path, { force: true });
  const events: DeployEvent[] = [];
  return {
    watch: renderer => ({
      ...renderer,
      report: event => {
        events.push(event);
        renderer.report(event);
      },
    }),
    close: async title => {
      const page = reportPage(events, title);
      if (page === undefined) return sink.discard();
      await write(sink, page).then(
        () => say(context, `Report: ${name}`),
        (error: unknown) => say(context, `note: the report could not be written: ${asError(error).message}`),
      );
    },
  };
}

async function write(sink: OutcomeSink, page: string): Promise<void> {
  await sink.write([Buffer.from(page.trimEnd())]);
  await sink.commit();
}

/** What is there and is no report of ours is somebody's. A device or a pipe is written as it is. */
async function refuseOtherFile(path: string, name: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined || !there.isFile() || there.size === 0) return;
  if ((await readStart(path)).includes(REPORT_MARK)) return;
  throw new CloudpoolError(`${name} exists, and is no report of a deploy`, {
    code: 'OUTPUT_EXISTS',
    hint: 'Give another file. Only an earlier report is replaced.',
    exitCode: 2,
  });
}

/** The head of a page holds the mark. */
async function readStart(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { buffer, bytesRead } = await file.read({ length: 2_048 });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
