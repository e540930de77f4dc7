import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The services that `local start` brings up. */
export const SERVICE_NAMES = ['emulator', 'provider', 'agent'] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** What is known of a service that was started: enough to find it again, and never to mistake another process for it. */
export interface ServiceRecord {
  readonly what: ServiceName;
  readonly pid: number;
  /** See `identify` in processes.ts. */
  readonly identity: string;
  readonly address: string;
  /** When it was started, milliseconds since the epoch. */
  readonly started: number;
  /** A folder for temporary files outside the repository; removed when the service has ended. */
  readonly temporary: string;
}

/** Reads the record of a service; `undefined` when there is none, or none that can be read. */
export function readRecord(stateDir: string, what: ServiceName): ServiceRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(recordFile(stateDir, what), 'utf8'));
    return isRecord(record, what) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a record so that it appears whole. */
export function writeRecord(stateDir: string, record: ServiceRecord): void {
  mkdirSync(stateDir, { recursive: true });
  const file = recordFile(stateDir, record.what);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** Forgets a service, and removes its temporary files. */
export function removeRecord(stateDir: string, record: ServiceRecord): void {
  rmSync(record.temporary, { recursive: true, force: true });
  rmSync(recordFile(stateDir, record.what), { force: true });
}

function recordFile(stateDir: string, what: ServiceName): string {
  return join(stateDir, `${what}.json`);
}

function isRecord(value: unknown, what: ServiceName): value is ServiceRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Record<string, unknown>;
  return (
    record.what === what &&
    ['pid', 'started'].every(key => Number.isSafeInteger(record[key])) &&
    ['identity', 'address', 'temporary'].every(key => typeof record[key] === 'string')
  );
}
