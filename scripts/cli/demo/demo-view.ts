import { formatCount, formatSeconds, plural } from '../format.ts';
import type { Style } from '../style.ts';
import { closesChart } from './chart.ts';
import type { DemoCounts } from './count-results.ts';
import { type SerialSample, serialSeconds } from './serial-sample.ts';

/** Everything that the end of the demo tells. */
export interface DemoReport {
  readonly counts: DemoCounts;
  readonly run: string;
  readonly wallSeconds: number;
  readonly sample: SerialSample;
  /** Where the results are, as the user writes it. */
  readonly file: string;
  /** What is not as promised. Empty: all is well. */
  readonly wrong: readonly string[];
}

/** Writes the end of the demo. */
export function renderDemo(
  report: DemoReport,
  options: { readonly style: Style; readonly width: number },
): string[] {
  const { style } = options;
  const { counts, wrong, file } = report;
  return [
    '',
    ...closesChart(counts.closes, options),
    '',
    ...countLines(report, style),
    ...timeLines(report, style),
    `  ${style.dim('results')}   ${file}`,
    '',
    ...wrong.map(line => `${style.bad('✗')} ${line}`),
    ...(wrong.length > 0 ? [] : nextLines(style)),
  ];
}

function countLines({ counts }: DemoReport, style: Style): string[] {
  const { seen, failures, rows } = counts;
  const good = seen.size - failures.length;
  return [
    `  ${style.dim('tasks')}     ${plural(seen.size, 'task')}, each once: ${formatCount(good)} done, ${formatCount(failures.length)} failed`,
    ...failures
      .slice(0, 5)
      .map(({ task, error }) => `            ${style.dim(`task ${task}: ${error.name}: ${error.message}`)}`),
    `  ${style.dim('rows')}      ${style.bold(formatCount(rows))} daily prices, counted from the results file`,
  ];
}

function timeLines({ wallSeconds, sample, counts }: DemoReport, style: Style): string[] {
  const serial = serialSeconds(sample, counts.seen.size);
  const times = wallSeconds > 0 ? `${(serial / wallSeconds).toFixed(1)} times as fast` : '';
  const measured = `an estimate from ${sample.requests} of the requests, timed in this run`;
  return [
    `  ${style.dim('run')}       ${style.bold(formatSeconds(wallSeconds))}, ${times}`,
    `  ${style.dim('serial')}    ${formatSeconds(serial)} one request after another`,
    `            ${style.dim(measured)}`,
  ];
}

function nextLines(style: Style): string[] {
  return [
    'Try next:',
    ...[
      'npx cloudpool status',
      `echo '{"ticker":"IBM","month":"2008-10"}' | npx cloudpool run prices`,
      'npx cloudpool runs',
    ].map(line => `  ${style.accent(line)}`),
    '',
    'The emulator and the price provider keep running for these. To stop them:',
    `  ${style.accent('npx cloudpool local stop')}`,
  ];
}
