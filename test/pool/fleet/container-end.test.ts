import { expect } from 'chai';
import type { TaskState } from '../../../scripts/aws/ecs.ts';
import { containerEnd } from '../../../scripts/pool/fleet/container-end.ts';

const stopped = (changes: Partial<TaskState>): TaskState => ({ arn: 'arn:1', status: 'STOPPED', ...changes });
const EXITED = 'Essential container in task exited';

describe('containerEnd', () => {
  it('takes only an exit with code 0 for leaving', () => {
    expect(containerEnd(stopped({ stoppedReason: EXITED, exitCode: 0 }))).to.deep.equal({ kind: 'left' });
  });

  const losses: readonly [what: string, task: Partial<TaskState>, reason: string][] = [
    ['a crash', { stoppedReason: EXITED, exitCode: 1 }, `${EXITED}: exit code 1`],
    [
      'a signal that the agent names',
      { stoppedReason: `${EXITED} with SIGKILL`, exitCode: 0 },
      `${EXITED} with SIGKILL`,
    ],
    ['no exit code at all', { stoppedReason: EXITED }, EXITED],
    [
      'somebody who stopped it',
      { stoppedReason: 'Task stopped by user', exitCode: 0 },
      'Task stopped by user',
    ],
    [
      'Spot',
      { stoppedReason: 'Your Spot Task was interrupted.', stopCode: 'SpotInterruption', exitCode: 143 },
      'AWS took its Spot capacity back',
    ],
    [
      'too little memory',
      { stoppedReason: EXITED, exitCode: 137, containerReason: 'OutOfMemoryError: Container killed' },
      `${EXITED}: OutOfMemoryError: Container killed: exit code 137`,
    ],
    ['nothing said', {}, 'ECS gives no reason'],
  ];
  for (const [what, task, reason] of losses) {
    it(`calls it a loss: ${what}`, () => {
      expect(containerEnd(stopped(task))).to.deep.equal({ kind: 'lost', reason });
    });
  }
});
