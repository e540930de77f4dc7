import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const HAS_PROC = existsSync('/proc/self/stat');

/** A process that lives. Zombies are not listed: they only wait to be counted by their parent. */
export interface LiveProcess {
  readonly pid: number;
  readonly group: number;
  /** Tells this process from a later one with the same id, also across a restart of the machine. */
  readonly identity: string;
}

/** Returns what tells a living process from a later one with the same id; `undefined` when it does not live. */
export function identify(pid: number): string | undefined {
  return (HAS_PROC ? readProc(pid) : runPs(['-p', String(pid)])[0])?.identity;
}

/** Lists the living members of a process group. */
export function membersOf(group: number): readonly LiveProcess[] {
  const all = HAS_PROC ? procIds().map(readProc) : runPs(['-A']);
  return all.filter(process => process !== undefined).filter(process => process.group === group);
}

/** True when the command line or the environment of a process names `text`. False when it may not be read. */
export function mentions(pid: number, text: string): boolean {
  try {
    if (!HAS_PROC) return ps(['-Eww', '-o', 'command=', '-p', String(pid)]).includes(text);
    return ['cmdline', 'environ'].some(file => readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(text));
  } catch {
    return false;
  }
}

/** Sends a signal; a process that is gone already is as good as a process that got it. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function procIds(): readonly number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

/** Reads proc(5): the name in parentheses may itself hold spaces and parentheses, so the fields count from the last one. */
function readProc(pid: number): LiveProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, , group] = fields;
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, group: Number(group), identity: `${bootId()}:${fields[19]}` };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function runPs(selection: readonly string[]): readonly LiveProcess[] {
  return ps([...selection, '-o', 'pid=,pgid=,stat=,lstart='])
    .split('\n')
    .map(line => /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line))
    .filter(match => match !== null)
    .filter(([, , , state]) => !state?.startsWith('Z'))
    .map(([, pid, group, , started]) => ({
      pid: Number(pid),
      group: Number(group),
      identity: String(started).trim(),
    }));
}

function ps(args: readonly string[]): string {
  try {
    return execFileSync('ps', args, { encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C' } });
  } catch {
    return '';
  }
}
