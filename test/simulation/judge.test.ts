import { Buffer } from 'node:buffer';
import { expect } from 'chai';
import { type Actor, History, type HistoryEvent, placeOfKey } from '../support/sim-history.ts';
import { SimRandom } from '../support/sim-random.ts';
import { judge } from './judge.ts';
import { createScenario, type Scenario } from './scenario.ts';

const RUN = 'runs/sim-pool/r1';
const CLIENT: Actor = { name: 'client-1', role: 'client', delivery: undefined };
const WORKER: Actor = { name: 'worker-1', role: 'worker', delivery: 1 };
const RIVAL: Actor = { name: 'worker-2', role: 'worker', delivery: 2 };

/** One task in one chunk. */
const SCENARIO: Scenario = {
  ...createScenario(new SimRandom(1)),
  kind: 'completes',
  tasks: [{ n: 0, does: 'returns', ms: 1 }],
};

type Told = Partial<HistoryEvent> & { readonly type: HistoryEvent['type'] };

function written(by: Actor, key: string, body = '{}', replaced = false): Told {
  const path = `${RUN}/${key}`;
  return { type: 'written', by, key: path, place: placeOfKey(path), body: Buffer.from(body), replaced };
}

function result(attempts = 1, value = '{"n":0,"square":0}'): string {
  return `{"first":0,"count":1,"losses":0}\n{"task":0,"ok":true,"value":${value},"attempts":${attempts}}\n`;
}

const UNTIL = 1_000;
const COMMIT: readonly Told[] = [
  written(CLIENT, 'inputs.jsonl'),
  written(CLIENT, 'chunks.bin'),
  written(CLIENT, 'run.json', `{"until":${UNTIL},"chunks":1}`),
];
const SENT: Told = {
  type: 'sent',
  by: CLIENT,
  chunk: 'r1/0',
  body: '{"run":"r1","chunk":0,"first":0,"count":1}',
};
const CLAIM = written(WORKER, 'attempts/0/1', '{"ends":900000}');
const START: Told = { type: 'started', by: WORKER, chunk: 'r1/0', task: 0, localTime: 5 };
const RESULT = written(WORKER, 'results/0.jsonl', result());
const ACKNOWLEDGED: Told = { type: 'acknowledged', by: WORKER, chunk: 'r1/0', localTime: 9 };
const FOLLOWED: Told = { type: 'followed', by: CLIENT, run: 'r1', ordered: true };
const DELIVERED: Told = {
  type: 'delivered',
  by: CLIENT,
  run: 'r1',
  outcome: { task: 0, ok: true, value: { n: 0, square: 0 }, attempts: 1 },
};
const COMPLETED: Told = { type: 'completed', by: CLIENT, run: 'r1' };
const GOOD: readonly Told[] = [
  ...COMMIT,
  SENT,
  CLAIM,
  START,
  RESULT,
  ACKNOWLEDGED,
  FOLLOWED,
  DELIVERED,
  COMPLETED,
];

/** Each event a second after the other. */
function judged(events: readonly Told[]): string[] {
  const history = new History();
  for (const [at, event] of events.entries()) history.push({ at: at * 1_000, ...event } as HistoryEvent);
  return judge({ history, scenario: SCENARIO, end: 'ended', left: [] });
}

function without(...dropped: readonly Told[]): Told[] {
  return GOOD.filter(event => !dropped.includes(event));
}

function instead(old: Told, ...others: readonly Told[]): Told[] {
  return GOOD.flatMap(event => (event === old ? others : [event]));
}

const BROKEN: readonly {
  readonly promise: RegExp;
  readonly what: string;
  readonly events: readonly Told[];
}[] = [
  { promise: /^I1/, what: 'a message before run.json', events: [SENT, ...without(SENT)] },
  { promise: /^I1/, what: 'a run.json without inputs', events: without(COMMIT[0] as Told) },
  { promise: /^I1/, what: 'inputs after run.json', events: [...GOOD, COMMIT[0] as Told] },
  { promise: /^I2 I3/, what: 'a replaced result', events: [...GOOD, { ...RESULT, replaced: true } as Told] },
  { promise: /^I2 a result/, what: 'a task twice in a result', events: instead(RESULT, twice()) },
  { promise: /^I4/, what: 'a run complete without results', events: without(RESULT, ACKNOWLEDGED) },
  { promise: /^I5/, what: 'acknowledge before result', events: [...without(RESULT), RESULT] },
  {
    promise: /^I6 claims/,
    what: 'a claim that skips a number',
    events: instead(CLAIM, written(WORKER, 'attempts/0/2')),
  },
  { promise: /^I6 no task/, what: 'a start without a claim', events: without(CLAIM) },
  {
    promise: /^I6 no task/,
    what: "a start under another's claim",
    events: instead(START, { ...START, by: RIVAL } as Told),
  },
  {
    promise: /^I7/,
    what: 'a claim left open',
    events: [...GOOD, written(RIVAL, 'attempts/0/2'), gaveBack()],
  },
  {
    promise: /^I8/,
    what: 'a start after the end',
    events: instead(START, { ...START, localTime: 1_000_001 } as Told),
  },
  { promise: /^I8/, what: 'a message after the end', events: [...GOOD, { ...SENT, at: 1_000_200 } as Told] },
  {
    promise: /^I9/,
    what: 'a worker that writes a summary',
    events: [...GOOD, written(WORKER, 'summary.json')],
  },
  {
    promise: /^every outcome/,
    what: 'a wrong value',
    events: instead(RESULT, written(WORKER, 'results/0.jsonl', result(1, '7'))),
  },
  {
    promise: /^"attempts"/,
    what: 'too many attempts',
    events: instead(RESULT, written(WORKER, 'results/0.jsonl', result(2))),
  },
  { promise: /^"attempts"/, what: 'too few attempts', events: instead(START, START, START) },
  {
    promise: /^each outcome reaches/,
    what: 'an outcome twice',
    events: instead(DELIVERED, DELIVERED, DELIVERED),
  },
  { promise: /^each outcome reaches/, what: 'an outcome that is missing', events: without(DELIVERED) },
  {
    promise: /^a client gives up/,
    what: 'a client that throws',
    events: [...GOOD, { type: 'gave up', by: CLIENT, code: 'X', message: '' }],
  },
  {
    promise: /^a worker that has answered/,
    what: 'a worker that goes on',
    events: [...GOOD, { type: 'strayed', by: WORKER, what: 'put' }],
  },
  {
    promise: /^a finished chunk/,
    what: 'a finished chunk sent again',
    events: [...GOOD, looked('results/'), looked('attempts/0/'), SENT],
  },
  {
    promise: /^a finished chunk/,
    what: 'running work sent again',
    events: instead(START, START, looked('attempts/0/'), SENT),
  },
];

function twice(): Told {
  return written(WORKER, 'results/0.jsonl', `${result()}${result().split('\n')[1]}\n`);
}

function gaveBack(): Told {
  return { type: 'gave-back', by: RIVAL, chunk: 'r1/0', localTime: 12 };
}

function looked(key: string): Told {
  return { type: 'looked', by: CLIENT, key: `${RUN}/${key}` };
}

describe('judge', () => {
  it('finds nothing wrong with a run that went well', () => {
    expect(judged(GOOD)).to.deep.equal([]);
  });

  for (const { promise, what, events } of BROKEN) {
    it(`finds ${what}`, () => {
      expect(judged(events).filter(problem => promise.test(problem))).to.have.lengthOf.at.least(1);
    });
  }

  it('finds a run that does not end', () => {
    const history = new History();
    const problems = judge({ history, scenario: SCENARIO, end: 'endless', left: ['{}'] });
    expect(problems.join()).to.match(/every run ends/);
  });
});
