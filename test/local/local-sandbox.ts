import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { LocalEvent } from '../../scripts/local/events.ts';
import { type StartOptions, startLocal, stopLocal } from '../../scripts/local/local.ts';
import type { LocalStatus } from '../../scripts/local/status.ts';

/** The repository. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Services on free ports with a state folder of their own, which `dispose` ends and removes. */
export interface LocalSandbox {
  readonly stateDir: string;
  readonly events: LocalEvent[];
  start(overrides?: Partial<StartOptions>): Promise<LocalStatus>;
  stop(): Promise<void>;
  dispose(): Promise<void>;
}

export function localSandbox(): LocalSandbox {
  const stateDir = mkdtempSync(join(tmpdir(), 'cloudpool-test-'));
  const events: LocalEvent[] = [];
  const base = { root: ROOT, stateDir, report: (event: LocalEvent) => void events.push(event) };
  const free = 'http://127.0.0.1:0';
  return {
    stateDir,
    events,
    start: overrides => startLocal({ ...base, endpoint: free, providerAddress: free, ...overrides }),
    stop: () => stopLocal(base),
    dispose: async () => {
      await stopLocal(base);
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

/** The types of what was reported, in order, each with its service. */
export function told(events: readonly LocalEvent[]): readonly string[] {
  return events.map(event => ('what' in event ? `${event.type} ${event.what}` : event.type));
}
