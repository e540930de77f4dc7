import type { Clock } from '../../functions/runtime/protocol/ports.ts';
import { CloudpoolError } from '../errors.ts';
import { identify, membersOf, mentions, signalProcess } from './processes.ts';

const POLL_MS = 20;
const KILL_GRACE_MS = 5_000;
/** A function has no say in its end. */
const MEMBERS_GRACE_MS = 2_000;

/** A process group that one of the local services leads. */
export interface ServiceGroup {
  readonly pid: number;
  readonly identity: string;
  /** Text that stands in the environment of every member: proof that a leaderless group is still ours. */
  readonly mark: string;
}

/**
 * Ends a group: SIGTERM to its leader, a moment for its members to finish, SIGKILL to those that go on (the emulator saves
 * its state only when no function keeps it waiting), and at last SIGKILL to the leader. Resolves once no member lives, with
 * how the leader ended. A process that took over the id of a dead leader is never touched.
 */
export async function endGroup(
  group: ServiceGroup,
  {
    clock,
    graceMs,
    membersGraceMs = MEMBERS_GRACE_MS,
  }: { readonly clock: Clock; readonly graceMs: number; readonly membersGraceMs?: number },
): Promise<'ended' | 'killed' | 'was-gone'> {
  const isGone = () => identify(group.pid) !== group.identity;
  if (isGone()) {
    await killRest(group, clock);
    return 'was-gone';
  }
  signalProcess(group.pid, 'SIGTERM');
  const ended =
    (await until(isGone, clock, Math.min(membersGraceMs, graceMs))) ||
    (await until(() => isGone() || killMembers(group), clock, graceMs));
  await killRest(group, clock);
  return ended ? 'ended' : 'killed';
}

/** Lists the living members that are proved to be ours. */
export function livingMembers(group: ServiceGroup): readonly number[] {
  return membersOf(group.pid)
    .filter(({ pid, identity }) =>
      pid === group.pid ? identity === group.identity : mentions(pid, group.mark),
    )
    .map(({ pid }) => pid);
}

/** Kills all but the leader. Returns false, as a condition that is not met yet. */
function killMembers(group: ServiceGroup): false {
  for (const pid of livingMembers(group)) {
    if (pid !== group.pid) signalProcess(pid, 'SIGKILL');
  }
  return false;
}

async function killRest(group: ServiceGroup, clock: Clock): Promise<void> {
  const empty = await until(
    () => {
      const living = livingMembers(group);
      for (const pid of living) signalProcess(pid, 'SIGKILL');
      return living.length === 0;
    },
    clock,
    KILL_GRACE_MS,
  );
  if (empty) return;
  throw new CloudpoolError(`processes ${livingMembers(group).join(', ')} do not end`, {
    code: 'LOCAL_NOT_STOPPED',
    hint: 'They belong to the local emulator: look at them with "ps", and stop again.',
  });
}

async function until(holds: () => boolean, clock: Clock, deadlineMs: number): Promise<boolean> {
  const deadline = clock.now() + deadlineMs;
  while (!holds()) {
    if (clock.now() >= deadline) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}
