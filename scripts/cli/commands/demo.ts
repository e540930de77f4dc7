import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import { type DemoTask, demoInput, UNKNOWN_TICKERS } from '../../local/demo-tasks.ts';
import { run } from '../../pool/commands/run.ts';
import { type CommandContext, type ExitCode, print, printJson, say } from '../command-context.ts';
import { countResults } from '../demo/count-results.ts';
import { type DemoReport, renderDemo } from '../demo/demo-view.ts';
import { demoContext, deployLocal } from '../demo/deploy-local.ts';
import { EXPECTED_ROWS, judgeResults } from '../demo/judge.ts';
import { measureSerial } from '../demo/serial-sample.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';
import { styleFor } from '../style.ts';
import { widthOf } from '../terminal.ts';
import { bringUpLocal } from './local.ts';

const SAMPLE_SIZE = 24;

/** The main job, from nothing to results. It always uses the local environment: it must not cost anybody money. */
export async function demo(given: CommandContext): Promise<ExitCode> {
  const context = demoContext(given);
  const { provider } = await bringUpLocal(context);
  const deployed = await deployLocal(context, { pool: 'prices', besides: ['network', 'hello'] });
  if (deployed !== 0) return deployed;
  const tasks = demoInput(context.root);
  const file = join(context.root, '.cloudpool', 'demo', 'results.jsonl');
  const summary = await runAll(context, tasks, file);
  const parsed = tasks
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as DemoTask);
  const counts = await countResults(file);
  if (!context.options.json) say(context, context.style.dim('Timing some requests one after another …'));
  const { signal } = context;
  const sample = await measureSerial(parsed, {
    baseUrl: provider.address ?? '',
    size: SAMPLE_SIZE,
    clock: systemClock,
    signal,
  });
  const unknown = parsed.flatMap(({ ticker }, task) => (isUnknown(ticker) ? [task] : []));
  const wrong = judgeResults(counts, { tasks: parsed.length, rows: EXPECTED_ROWS, unknown });
  const { wallSeconds } = summary;
  show(context, {
    counts,
    run: summary.run,
    wallSeconds,
    sample,
    file: relative(context.directory, file),
    wrong,
  });
  return wrong.length === 0 ? 0 : 1;
}

async function runAll(context: CommandContext, tasks: string, file: string) {
  mkdirSync(join(file, '..'), { recursive: true });
  const input = Readable.from([Buffer.from(tasks)]);
  const options = { pool: 'prices', input, inputName: 'the demo', output: file, force: true };
  return onPools(context, createRunRenderer(context), pools => run(pools, options));
}

function isUnknown(ticker: string): boolean {
  return (UNKNOWN_TICKERS as readonly string[]).includes(ticker);
}

function show(context: CommandContext, report: DemoReport): void {
  const { stdout, env } = context.terminal;
  if (!context.options.json) {
    print(context, ...renderDemo(report, { style: styleFor(stdout, env), width: widthOf(stdout) }));
    return;
  }
  const { counts, run, wallSeconds, sample, file, wrong } = report;
  const { seen, rows, failures } = counts;
  printJson(context, {
    type: 'demo-ended',
    run,
    tasks: seen.size,
    failed: failures.length,
    rows,
    wallSeconds,
    sample,
    file,
    wrong,
  });
}
