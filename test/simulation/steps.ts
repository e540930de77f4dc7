import { crashPoint } from '../support/sim-process.ts';

/** Every call of a worker to the outside: it has to survive its own death before and after each. */
const WORKER_STEPS = [
  'get run record',
  'change visibility',
  'get stop',
  'put claim',
  'get claim',
  'get result',
  'list attempts',
  'get give-back',
  'get inputs',
  'start task',
  'end task',
  'put blob',
  'put result',
  'put give-back',
  'acknowledge',
  'give-back',
  'receive messages',
  'delete message',
  'put back',
] as const;

/** The same for a client. */
const CLIENT_STEPS = [
  'put inputs',
  'put chunk index',
  'put run record',
  'send batch',
  'put sent mark',
  'put stop',
  'get stop',
  'list result',
  'get result',
  'get blob',
  'put summary',
  'get run record',
  'get chunk index',
  'get sent mark',
  'get summary',
  'count messages',
  'receive dead letters',
  'delete dead letter',
  'put result',
  'list attempts',
  'get claim',
  'get give-back',
] as const;

/** Where a process may die. */
export const CRASH_POINTS: readonly string[] = (['before', 'after'] as const).flatMap(side => [
  ...WORKER_STEPS.map(step => crashPoint(side, 'worker', step)),
  ...CLIENT_STEPS.map(step => crashPoint(side, 'client', step)),
]);
