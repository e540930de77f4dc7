import { AwsError } from '../../aws/aws-error.ts';
import type { CloudFormationGateway, ValidationFailure } from '../../aws/cloudformation.ts';
import type { Position } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { FailureCard } from '../events.ts';
import type { StackNode } from '../graph/graph.ts';
import { ChangeSetRefused } from '../plan/change-set.ts';
import type { Template } from '../template/template.ts';
import { codeFrame } from '../yaml/code-frame.ts';
import { blamedPosition } from './blame.ts';
import { consoleLink } from './console-link.ts';
import type { Facts, Failure } from './facts.ts';
import { failureKind, failureTitle } from './failure-kind.ts';
import { type Cause, findCause } from './find-cause.ts';
import { importPosition } from './import-position.ts';
import { nestedTemplate } from './nested-template.ts';
import { ownWords } from './own-words.ts';
import { type Reason, readReason } from './reason.ts';
import { suggest } from './suggestion.ts';

/** Draws the root cause of a failed stack: what failed, why, where it stands in the template, what to do next. */
export async function diagnose(
  { graph, gateways }: Pick<OpenContext, 'graph' | 'gateways'>,
  node: StackNode,
  failure: Failure,
): Promise<FailureCard> {
  const { cloudFormation } = gateways;
  const cause = await findCause(cloudFormation, failure.events);
  const path = cause?.path ?? [];
  const outer = { template: node.template, shown: node.template.tree.at.file };
  const template = await nestedTemplate(cloudFormation, outer, path);
  const told = (await validated(cloudFormation, failure, cause)) ?? whatWasTold(failure, cause, template);
  const found = place(node, template, told, path.length > 0);
  const facts: Facts = { graph, node, failure, template, event: cause?.event, ...told, ...found };
  const { logicalId, at } = found;
  const consoleUrl = consoleLink(graph.environment, path.at(-1)?.stackId ?? failure.stackId);
  const title = failureTitle(told.kind);
  const said = await ownWords(gateways.evidence, facts);
  return {
    key: node.key,
    stackName: node.entry.stackName,
    status: failure.status,
    kind: told.kind,
    ...(title === undefined ? {} : { title }),
    ...(path.length === 0 ? {} : { path: path.map(stack => stack.logicalId) }),
    ...(logicalId === undefined ? {} : { logicalId, ...typeOf(cause, template, logicalId) }),
    ...wordsOf(told),
    ...(said.length === 0 ? {} : { said }),
    ...(at === undefined || template === undefined
      ? {}
      : { at, frame: codeFrame(template.text.trimEnd(), at.line) }),
    ...(failure.remains === undefined ? {} : { remains: failure.remains }),
    ...(consoleUrl === undefined ? {} : { consoleUrl }),
    suggestion: suggest(facts),
  };
}

/** What AWS said, and of which resource. */
interface Told {
  readonly reason: string;
  readonly kind: Facts['kind'];
  readonly logicalId?: string | undefined;
  readonly path?: string | undefined;
  /** Several sentences that were put together here: not to be taken apart. */
  readonly plain?: true;
}

function whatWasTold(failure: Failure, cause: Cause | undefined, template: Template | undefined): Told {
  const { error } = failure;
  if (error instanceof ChangeSetRefused && error.validations.length > 0)
    return fromValidations(error.validations);
  const reason = textOfError(error) ?? cause?.event.reason ?? withoutReason(failure);
  const name = error instanceof AwsError ? error.awsName : '';
  const logicalId =
    cause === undefined || error !== undefined ? mentioned(template, reason) : cause.event.logicalId;
  return { reason, kind: failureKind(`${name} ${reason}`), logicalId };
}

/** A stack operation that failed validation says only that it did, and whom to ask. */
async function validated(
  cloudFormation: CloudFormationGateway,
  { events, error }: Failure,
  cause: Cause | undefined,
): Promise<Told | undefined> {
  if (error !== undefined || cause === undefined || !/Call DescribeEvents/.test(cause.event.reason ?? ''))
    return undefined;
  const ask = cloudFormation.stackValidationFailures(cause.event.stackId, events[0]?.at ?? 0);
  const validations = await ask.catch(() => []);
  return validations.length === 0 ? undefined : fromValidations(validations);
}

/** Of several failed validations the first gives the place; all are told. */
function fromValidations(validations: readonly ValidationFailure[]): Told {
  const [first] = validations;
  const reason =
    validations.length === 1
      ? (first?.reason ?? '')
      : validations.map(({ logicalId, reason }) => `${logicalId}: ${reason}`).join('\n');
  const kind = failureKind(`${first?.name} ${first?.reason}`);
  return { reason, kind, logicalId: first?.logicalId, path: first?.path, plain: true };
}

/** A stack that can be asked for nothing any more is not there: what CloudFormation deletes itself keeps its events. */
function withoutReason({ status, events }: Failure): string {
  return status === 'DELETE_COMPLETE' && events.length === 0
    ? 'The stack is gone: somebody else deleted it meanwhile.'
    : 'CloudFormation gives no reason.';
}

function textOfError(error: Error | undefined): string | undefined {
  return error instanceof ChangeSetRefused ? error.reasons.join('; ') : error?.message;
}

/** A refusal names its resource only in the text. */
function mentioned(template: Template | undefined, text: string): string | undefined {
  const resources = [...(template?.resources ?? [])];
  const unknown = /Unrecognized resource types: \[(.+?)\]/.exec(text)?.[1]?.split(/,\s*/) ?? [];
  const ofType = resources.find(([, { type }]) => unknown.includes(type));
  return (ofType ?? resources.find(([key]) => new RegExp(`\\b${key}\\b`).test(text)))?.[0];
}

function place(
  node: StackNode,
  template: Template | undefined,
  { logicalId, ...told }: Told,
  nested: boolean,
): { readonly logicalId?: string; readonly at?: Position } {
  if (template === undefined) return {};
  if (told.kind === 'missing-export') {
    const at = importPosition({ ...node, template }, told.reason, nested);
    return at === undefined ? {} : { at };
  }
  // A stack's own events are in no line of its template.
  if (logicalId === undefined || !template.resources.has(logicalId)) return {};
  const at = blamedPosition(template, { logicalId, ...told });
  return at === undefined ? { logicalId } : { logicalId, at };
}

/** The event's own word, where it is about the resource and not about its stack. */
function typeOf(
  cause: Cause | undefined,
  template: Template | undefined,
  logicalId: string,
): { readonly resourceType?: string } {
  const said = cause?.event.logicalId === logicalId ? cause.event.resourceType : undefined;
  const resourceType = said ?? template?.resources.get(logicalId)?.type;
  return resourceType === undefined ? {} : { resourceType };
}

function wordsOf({ reason, plain }: Told): Pick<FailureCard, 'reason' | 'service' | 'requestId'> {
  if (plain) return { reason };
  const { message, handlerCode, requestId, service }: Reason = readReason(reason);
  const who = [service, handlerCode].filter(part => part !== undefined).join(' ');
  return {
    reason: message,
    ...(who === '' ? {} : { service: who }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
