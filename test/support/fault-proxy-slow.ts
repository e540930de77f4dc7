import type { ProxyCall } from './fault-proxy-calls.ts';
import {
  element,
  emptyAnswer,
  errorAnswer,
  mapMembers,
  type WireAnswer,
  withElement,
  withoutElement,
} from './fault-proxy-xml.ts';

export type SlowKind = 'CREATE' | 'UPDATE' | 'DELETE';

/** An operation as it looks from outside: the emulator has long been done. */
export interface SlowOperation {
  readonly stackName: string;
  readonly stackId: string;
  readonly kind: SlowKind;
  /** Milliseconds since the epoch. */
  readonly began: number;
  readonly ends: number;
}

/** How long things take. */
export interface Slowness {
  /** Seconds of an operation on a stack. */
  readonly stackSeconds?: (stackName: string, kind: SlowKind) => number;
  /** Seconds until a change set is computed. */
  readonly changeSetSeconds?: number;
}

/** Makes the emulator's stacks take their time: its answers are told as they would be half-way. */
export interface SlowStacks {
  /** Every operation that began, in order. */
  readonly operations: readonly SlowOperation[];
  /** Calls that CloudFormation would refuse because something goes on with the stack. */
  readonly refused: readonly ProxyCall[];
  /** What AWS would answer by itself; `undefined`: the emulator shall answer. */
  answer(call: ProxyCall): WireAnswer | undefined;
  /** The call as the emulator has to see it. */
  readdress(call: ProxyCall): URLSearchParams;
  /** The emulator's answer as AWS would give it now. */
  retell(call: ProxyCall, answer: WireAnswer): WireAnswer;
}

interface State {
  readonly slowness: Slowness;
  readonly operations: SlowOperation[];
  readonly refused: ProxyCall[];
  /** ARN of a change set → what it is, and when it is computed. */
  readonly changeSets: Map<string, { readonly kind: SlowKind; readonly readyAt: number }>;
  /** ARNs of change sets that run, or ran, and tokens of creations. */
  readonly begun: Set<string>;
  /** ClientToken of a `CreateChangeSet` → what was answered: the emulator takes a second try for a second request. */
  readonly made: Map<string, WireAnswer>;
}

export function createSlowStacks(slowness: Slowness): SlowStacks {
  const state: State = {
    slowness,
    operations: [],
    refused: [],
    changeSets: new Map(),
    made: new Map(),
    begun: new Set(),
  };
  return {
    operations: state.operations,
    refused: state.refused,
    answer: call => instead(state, call),
    readdress: call => readdress(state, call),
    retell: (call, answer) => {
      if (answer.status !== 200) return answer;
      notice(state, call, answer);
      const rewrite = REWRITES[call.action];
      if (rewrite === undefined) return answer;
      return { ...answer, body: Buffer.from(rewrite(state, answer.body.toString('utf8'), call)) };
    },
  };
}

/** The operation that goes on with a stack, by its name or ARN. */
function current({ operations }: State, nameOrId: string): SlowOperation | undefined {
  return operations.findLast(
    ({ stackName, stackId, ends }) => (stackName === nameOrId || stackId === nameOrId) && ends > Date.now(),
  );
}

const CHANGING = new Set(['CreateChangeSet', 'CreateStack', 'ExecuteChangeSet', 'UpdateStack']);

function instead(state: State, call: ProxyCall): WireAnswer | undefined {
  const { action, form } = call;
  const made = state.made.get(form.get('ClientToken') ?? '');
  if (made !== undefined) return made;
  const busy = current(state, form.get('StackName') ?? '');
  if (busy === undefined) return undefined;
  // To delete what is being deleted is no error.
  if (action === 'DeleteStack' && busy.kind === 'DELETE') return emptyAnswer(action);
  // What runs cannot run again, and what is there cannot be created again; the emulator says so itself.
  if (!CHANGING.has(action) || state.begun.has(nameOfWork(form))) return undefined;
  state.refused.push(call);
  if (action === 'CreateStack')
    return errorAnswer(400, 'AlreadyExistsException', `Stack [${busy.stackName}] already exists`);
  const message = `Stack:${busy.stackId} is in ${busy.kind}_IN_PROGRESS state and can not be updated.`;
  return errorAnswer(400, 'ValidationError', message);
}

/** A stack that is being deleted still has its name: at the emulator only its ARN finds it. */
function readdress(state: State, { action, form }: ProxyCall): URLSearchParams {
  const busy = current(state, form.get('StackName') ?? '');
  if (action !== 'DescribeStacks' || busy?.kind !== 'DELETE') return form;
  const readdressed = new URLSearchParams(form);
  readdressed.set('StackName', busy.stackId);
  return readdressed;
}

/** Learns from what the emulator did. */
function notice(state: State, { action, form, at }: ProxyCall, answer: WireAnswer): void {
  if (action === 'CreateChangeSet') {
    const kind = form.get('ChangeSetType') === 'CREATE' ? 'CREATE' : 'UPDATE';
    const readyAt = at + 1_000 * (state.slowness.changeSetSeconds ?? 0);
    state.changeSets.set(element(answer.body.toString('utf8'), 'Id'), { kind, readyAt });
    state.made.set(form.get('ClientToken') ?? '', answer);
  }
  if (action === 'ExecuteChangeSet' || action === 'CreateStack') state.begun.add(nameOfWork(form));
  const kind = beginning(state, action, form);
  const made = action === 'CreateStack' ? element(answer.body.toString('utf8'), 'StackId') : undefined;
  const stackId = made ?? form.get('StackName') ?? '';
  if (kind === undefined || !stackId.startsWith('arn:')) return;
  const stackName = stackId.split('/')[1] ?? '';
  const seconds = state.slowness.stackSeconds?.(stackName, kind) ?? 0;
  state.operations.push({ stackName, stackId, kind, began: at, ends: at + 1_000 * seconds });
}

/** What a second call would do again. */
function nameOfWork(form: URLSearchParams): string {
  return form.get('ChangeSetName') ?? form.get('ClientRequestToken') ?? '';
}

function beginning({ changeSets }: State, action: string, form: URLSearchParams): SlowKind | undefined {
  if (action === 'DeleteStack') return 'DELETE';
  if (action === 'CreateStack') return 'CREATE';
  return action === 'ExecuteChangeSet' ? changeSets.get(form.get('ChangeSetName') ?? '')?.kind : undefined;
}

const REWRITES: Readonly<Record<string, (state: State, xml: string, call: ProxyCall) => string>> = {
  DescribeStacks: (state, xml) => {
    const busy = current(state, element(xml, 'StackId'));
    if (busy === undefined) return xml;
    const told = withElement(xml, 'StackStatus', `${busy.kind}_IN_PROGRESS`);
    return busy.kind === 'CREATE' ? withoutElement(told, 'Outputs') : told;
  },
  DescribeStackEvents: (state, xml) => mapMembers(xml, event => retoldEvent(state, event)),
  DescribeChangeSet: (state, xml) => {
    const computed = (state.changeSets.get(element(xml, 'ChangeSetId'))?.readyAt ?? 0) <= Date.now();
    if (computed) return xml;
    const told = withElement(withoutElement(xml, 'Changes'), 'ExecutionStatus', 'UNAVAILABLE');
    return withElement(told, 'Status', 'CREATE_IN_PROGRESS');
  },
};

/** The end of an operation is not there before its time, and then bears that time. */
function retoldEvent({ operations }: State, event: string): string | undefined {
  const stackId = element(event, 'StackId');
  const at = Date.parse(element(event, 'Timestamp'));
  const ended = !element(event, 'ResourceStatus').endsWith('_IN_PROGRESS');
  if (!ended || element(event, 'PhysicalResourceId') !== stackId) return event;
  const operation = operations.findLast(({ stackId: id, began }) => id === stackId && began <= at);
  if (operation === undefined) return event;
  if (operation.ends > Date.now()) return undefined;
  return withElement(event, 'Timestamp', new Date(Math.max(at, operation.ends)).toISOString());
}
