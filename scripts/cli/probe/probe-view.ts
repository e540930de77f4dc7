import { boughtProcessors } from '../../../functions/runtime/protocol/processors.ts';
import { PRICES } from '../../estimate/prices.ts';
import { formatCount, formatDollars, formatSeconds, padTo } from '../format.ts';
import type { Style } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';
import type { Measurement } from './measurement.ts';
import { cheapest, type TaskCost, taskCosts } from './task-cost.ts';

export interface ProbeReport {
  /** One for each memory size. */
  readonly measurements: readonly Measurement[];
  /** What the reference task computes, in seconds of one whole processor. */
  readonly taskSeconds: number;
  /** The emulator's workers have the whole machine at every size. */
  readonly isEmulator: boolean;
}

interface ViewOptions {
  readonly style: Style;
  readonly width: number;
}

/** Writes what a pool's workers get: a card for each size, or for more than one a table, a chart and the cheapest size. */
export function renderProbe(report: ProbeReport, options: ViewOptions): string[] {
  const { measurements } = report;
  const [first] = measurements;
  if (first === undefined) return [];
  return [
    '',
    ...(measurements.length === 1 ? card(first, options.style) : sizes(report, options)),
    '',
    ...(report.isEmulator ? emulatorNote(options.style) : []),
  ];
}

function card({ memoryMb, probe, initMs }: Measurement, style: Style): string[] {
  const { start, processor, memory, disk, network } = probe;
  const { oneThread, allThreads } = processor;
  const line = (name: string, text: string) => `  ${style.dim(padTo(name, 11))}${text}`;
  return [
    line(
      'processor',
      `${style.bold(`${allThreads.processors.toFixed(2)} vCPU`)} with ${allThreads.threads} threads, ${oneThread.processors.toFixed(2)} with one; ${formatCount(memoryMb)} MB buy ${boughtProcessors(memoryMb).toFixed(2)}`,
    ),
    line(
      'memory',
      `${memory.residentMb} MB in use, ${memory.allocatedMb} MB more could be used${memory.exhausted ? '' : ' (no more was tried)'}`,
    ),
    line(
      'S3',
      `${formatCount(network.getRate)} MB/s down, ${formatCount(network.putRate)} MB/s up, ${network.requestMs.toFixed(1)} ms a request`,
    ),
    line(
      'disk',
      `${formatCount(disk.writeRate)} MB/s written, ${formatCount(disk.readRate)} MB/s read again, ${formatCount(disk.freeMb)} MB free`,
    ),
    line('start', startText(start, initMs)),
  ];
}

function startText({ cold, loadedMs }: Measurement['probe']['start'], initMs: number | undefined): string {
  if (!cold) return 'warm: it had worked before';
  const own = `${formatSeconds(loadedMs / 1_000)} from the process to the loaded function`;
  return initMs === undefined ? own : `${own}; Lambda says ${formatSeconds(initMs / 1_000)}`;
}

function sizes(report: ProbeReport, { style, width }: ViewOptions): string[] {
  const { measurements, taskSeconds, isEmulator } = report;
  const costs = taskCosts(measurements, report);
  const best = isEmulator ? undefined : cheapest(costs);
  const rows = measurements.map((measurement, index) => rowOf(measurement, costs[index], best, style));
  return [
    ...renderTable([HEADER.map(text => ({ text, paint: style.dim, align: 'right' })), ...rows], width),
    '',
    ...chart(measurements, { style, width }),
    '',
    `  ${style.dim(`A task: ${taskSeconds} s of one whole vCPU, in a pool of kind cpu, one task a thread.`)}`,
    `  ${style.dim(priceText(measurements))}`,
    ...(best === undefined ? [] : [`  ${style.good('cheapest')}  ${verdict(best)}`]),
  ];
}

const HEADER = ['memory', 'bought', 'measured', 'usable', 'S3 MB/s', 'start', 'a task', '1 M tasks', ''];

function rowOf(
  { memoryMb, probe, initMs }: Measurement,
  cost: TaskCost | undefined,
  best: TaskCost | undefined,
  style: Style,
): Cell[] {
  const { start, processor, memory, network } = probe;
  const startMs = initMs ?? start.loadedMs;
  const cells = [
    `${formatCount(memoryMb)} MB`,
    boughtProcessors(memoryMb).toFixed(2),
    processor.allThreads.processors.toFixed(2),
    `${memory.exhausted ? '' : '> '}${formatCount(memory.allocatedMb)} MB`,
    formatCount(network.getRate),
    start.cold ? formatSeconds(startMs / 1_000) : 'warm',
    formatSeconds(cost?.seconds ?? 0),
    formatDollars(1e6 * (cost?.dollars ?? 0)),
  ].map((text): Cell => ({ text, align: 'right' }));
  return [...cells, { text: best !== undefined && cost === best ? '◀' : '', paint: style.good }];
}

/** A bar of what was measured for each size, with a mark at what was bought. */
export function chart(measurements: readonly Measurement[], { style, width }: ViewOptions): string[] {
  const most = Math.max(
    ...measurements.map(({ memoryMb, probe }) =>
      Math.max(boughtProcessors(memoryMb), probe.processor.allThreads.processors),
    ),
  );
  const room = Math.max(10, Math.min(60, width - 24));
  const columns = (processors: number) => Math.round((processors / most) * room);
  return [
    `  ${style.dim('vCPU measured (█) and bought (│)')}`,
    ...measurements.map(({ memoryMb, probe }) => {
      const { processors } = probe.processor.allThreads;
      const bar = '█'.repeat(columns(processors));
      const mark = Math.max(0, columns(boughtProcessors(memoryMb)) - 1);
      const marked = `${padTo(bar, mark).slice(0, mark)}│${bar.slice(mark + 1)}`;
      const label = padTo(`${formatCount(memoryMb)} MB`, 9, 'left');
      return `  ${label} ${style.accent(padTo(marked, room))} ${processors.toFixed(2)}`;
    }),
  ];
}

function priceText(measurements: readonly Measurement[]): string {
  const architecture = measurements[0]?.architecture ?? 'arm64';
  const { lambda, region, date } = PRICES;
  return `${architecture}: $${lambda.gbSecond[architecture].toFixed(10)} a GB-second (${region}, ${date}).`;
}

function verdict({ memoryMb, seconds, dollars }: TaskCost): string {
  return `${formatCount(memoryMb)} MB: ${formatSeconds(seconds)} a task, ${formatDollars(1e6 * dollars)} for a million`;
}

function emulatorNote(style: Style): string[] {
  return [
    `${style.warn('!')} The emulator sells no processors: at every memory size a worker has this whole machine, and memory`,
    '  is not limited. The figures are of this machine; which size is the cheapest, only AWS can tell.',
  ];
}
