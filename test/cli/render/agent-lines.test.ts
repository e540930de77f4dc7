import { expect } from 'chai';
import { agentLines } from '../../../scripts/cli/render/agent-lines.ts';

describe('agentLines', () => {
  it('counts what the agent does, and tells what went wrong', () => {
    const at = Date.parse('2026-11-22T12:00:00Z');
    const problems = [{ at, about: 'nightly', message: 'did not fire' }];
    const [works, problem, ...more] = agentLines({ state: 'running', containers: 1, schedules: 2, problems });
    expect(works).to.equal('The agent runs 1 container and watches 2 schedules.');
    expect(problem).to.match(/^note: .*nightly: did not fire$/);
    expect(more).to.deep.equal([]);
  });

  it('says nothing of one that does not run', () => {
    expect(agentLines({ state: 'stopped' })).to.deep.equal([]);
  });
});
