import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { systemClock } from '../../../functions/runtime/protocol/ports.ts';
import { deploy } from '../../deploy/deploy.ts';
import { CloudpoolError } from '../../errors.ts';
import { type DemoTask, demoInput, UNKNOWN_TICKERS } from '../../local/demo-tasks.ts';
import { run } from '../../pool/commands/run.ts';
import { type CommandContext, type ExitCode, print, printJson, say } from '../command-context.ts';
import { countResults } from '../demo/count-results.ts';
import { type DemoReport, renderDemo } from '../demo/demo-view.ts';
import { EXPECTED_ROWS, judgeResults } from '../demo/judge.ts';
import { measureSerial } from '../demo/serial-sample.ts';
import { createDeployRenderer } from '../render/deploy-renderer.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { loadGraph, onPools, onStacks } from '../session.ts';
import { styleFor } from '../style.ts';
import { widthOf } from '../terminal.ts';
import { exitCodeOf } from './deploy.ts';
import { bringUpLocal } from './local.ts';

const SAMPLE_SIZE = 24;

/** The main job, from nothing to results. It always uses the local environment: it must not cost anybody money. */
export async function demo(given: CommandContext): Promise<ExitCode> {
  const context: CommandContext = { ...given, options: { ...given.options, environment: 'local' } };
  const { provider } = await bringUpLocal(context);
  const deployed = await deployLocal(context);
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

async function deployLocal(context: CommandContext): Promise<ExitCode> {
  const graph = loadGraph(context);
  requireEndpoint(graph.environment.endpoint);
  const renderer = createDeployRenderer(context, {
    title: `Deploying ${graph.environment.prefix}`,
    brief: true,
  });
  const approve = async () => {
    if (!context.options.json)
      say(context, 'Approved by the demo itself: this touches nothing but the emulator.');
    return true;
  };
  const parts = { renderer, approve, unattended: true };
  return exitCodeOf(await onStacks(context, graph, parts, inner => deploy(inner)));
}

/** The demo approves by itself, so it must never meet a real account. */
function requireEndpoint(endpoint: string | undefined): void {
  if (endpoint !== undefined) return;
  throw new CloudpoolError('environments/local.yaml has no endpoint: the demo runs on the emulator only.', {
    code: 'NO_ENDPOINT',
    exitCode: 2,
    hint: 'Write `endpoint: http://127.0.0.1:4566` into it.',
  });
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
