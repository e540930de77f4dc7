import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** One line that says what the figures were measured on. */
export function machineLine(now: Date): string {
  const model = cpus()[0]?.model.replaceAll(/\s+/g, ' ').trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const load = (loadavg()[0] ?? 0).toFixed(1);
  const parts = [
    `${availableParallelism()} × ${model}`,
    memory,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    `load before ${load}`,
    `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ];
  return parts.join(', ');
}

/** Cloudpool's version and the emulator's, as they are pinned. */
export function versions(root: string): string {
  const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };
  const tools = readFileSync(`${root}/scripts/install/tools.txt`, 'utf8');
  const emulator = /ministack[^=]*==([\d.]+)/.exec(tools)?.[1] ?? 'unknown';
  return `Cloudpool ${version}, MiniStack ${emulator}`;
}
