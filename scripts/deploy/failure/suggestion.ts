import { formatPosition } from '../../errors.ts';
import { isOwn } from '../apply/poller.ts';
import { indexExports } from '../graph/exports.ts';
import { nearest } from '../yaml/problems.ts';
import type { Facts } from './facts.ts';
import { logCommand } from './log-command.ts';
import { quotaCommand } from './quotas.ts';
import { nextRollback } from './rollback.ts';

/** Says the one thing to do next: a command, or an edit and then a command. The command comes last, after a colon. */
export function suggest(facts: Facts): string {
  const { failure, node } = facts;
  if (failure.status === 'UPDATE_ROLLBACK_FAILED')
    return nextRollback(node.entry.stackName, failure.events) ?? deployAgain(facts);
  if (failure.status === 'DELETE_FAILED') return hintOf(failure.error) ?? destroyAgain(facts);
  return byKind(facts) ?? hintOf(failure.error) ?? correct(facts);
}

function byKind(facts: Facts): string | undefined {
  const { kind, reason, graph } = facts;
  switch (kind) {
    case 'access-denied':
      return `${describeGrant(reason)}, then: ${deployAgain(facts)}`;
    case 'missing-export':
      return findExport(facts);
    case 'export-in-use':
      return `Take the import out of ${/in use by (.+?)\.?$/.exec(reason)?.[1] ?? 'its importers'} first, or delete them, then: ${again(facts)}`;
    case 'name-taken':
      return facts.at === undefined ? undefined : freeTheName(facts);
    case 'quota':
      return `Ask for more, or ask less of it${facts.at === undefined ? '' : ` at ${formatPosition(facts.at)}`}: ${quotaCommand(reason, graph.environment.region)}`;
    case 'code-missing':
      return uploadCode(facts);
    case 'circular':
      return breakCircle(facts);
    case 'role-not-assumable':
      return trust(facts);
    case 'capability':
      return `Let the template show what needs it, as an AWS::IAM resource or a Transform, then: ${deployAgain(facts)}`;
    case 'timed-out':
      return logCommand(facts) ?? waitLonger(facts);
    case 'custom-resource':
    case 'tasks-failed':
      return logCommand(facts);
    default:
      return undefined;
  }
}

/** What was asked for, once more. */
function again(facts: Facts): string {
  const { failure, graph, node } = facts;
  const deleted = failure.events.some(event => isOwn(event) && event.status === 'DELETE_IN_PROGRESS');
  return deleted ? `npx cloudpool destroy -e ${graph.environment.reference} ${node.key}` : deployAgain(facts);
}

function deployAgain({ graph, node }: Facts): string {
  return `npx cloudpool deploy -e ${graph.environment.reference} ${node.key}`;
}

function correct(facts: Facts): string {
  const again = deployAgain(facts);
  return facts.at === undefined ? again : `Correct ${formatPosition(facts.at)}, then: ${again}`;
}

function hintOf(error: Error | undefined): string | undefined {
  return error !== undefined && 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined;
}

/** `Allow iam:CreateRole on <resource> to user/ada`. */
function describeGrant(reason: string): string {
  const action = /perform:? ([\w-]+:\w+)/.exec(reason)?.[1] ?? /permission to (\w+)/.exec(reason)?.[1];
  const resource = /on resource: (\S+)/.exec(reason)?.[1] ?? /GetObject for (\S+?)\.? /.exec(reason)?.[1];
  const who = /User: (?:arn:[\w-]*:(?:iam|sts)::[^:]*:)?(\S+)/.exec(reason)?.[1];
  const to = who === undefined ? '' : ` to ${who}`;
  if (/explicit deny/.test(reason))
    return `Lift the explicit deny of ${action ?? 'the action'}${who === undefined ? '' : ` for ${who}`}`;
  const on = resource === undefined ? '' : ` on ${resource}`;
  return `Allow ${action ?? 'the action that the message names'}${on}${to}`;
}

/** Another stack of the file exports it but does not stand; or the name is nearly right; or it is other people's. */
function findExport(facts: Facts): string {
  const { graph, reason, at } = facts;
  const name = /No export named (\S+) found/.exec(reason)?.[1] ?? '';
  const exports = indexExports(graph.nodes.values(), []);
  const owner = exports.get(name);
  if (owner !== undefined)
    return `Deploy what exports it: npx cloudpool deploy -e ${graph.environment.reference} ${owner.stack}`;
  const { external } = graph.environment;
  const near = external.includes(name) ? undefined : nearest(name, [...exports.keys(), ...external]);
  if (near === undefined || at === undefined)
    return `Wait until whoever owns it exports it, then: ${deployAgain(facts)}`;
  return `Did you mean ${near}? Correct ${formatPosition(at)}, then: ${deployAgain(facts)}`;
}

function freeTheName(facts: Facts): string {
  const { at, template, logicalId } = facts;
  const own = template?.resources.get(logicalId ?? '')?.at;
  const place = at === undefined ? '' : formatPosition(at);
  // The place of the resource itself: it has no property that names it.
  if (own !== undefined && at?.line === own.line)
    return `Delete what already has the name, then: ${deployAgain(facts)}`;
  return `Choose another name at ${place}, or delete what has it, then: ${deployAgain(facts)}`;
}

function uploadCode(facts: Facts): string {
  // A deploy uploads what is missing of our own functions.
  if (facts.node.entry.function !== undefined) return `Upload it again: ${deployAgain(facts)}`;
  const place = facts.at === undefined ? 'the template' : formatPosition(facts.at);
  return `Upload the package that ${place} names (same region), then: ${deployAgain(facts)}`;
}

function breakCircle(facts: Facts): string {
  const { template, reason } = facts;
  const groups = [...(template?.resources.values() ?? [])].filter(
    ({ type, logicalId }) => type === 'AWS::EC2::SecurityGroup' && reason.includes(logicalId),
  );
  const own =
    groups.length > 1
      ? 'Take the rule into an AWS::EC2::SecurityGroupIngress (or Egress) of its own'
      : 'Take one of the references into a resource of its own';
  return `${own}, then: ${deployAgain(facts)}`;
}

function waitLonger(facts: Facts): string {
  const { at, template, logicalId = 'it', event } = facts;
  const own = template?.resources.get(logicalId)?.at;
  const longer =
    at === undefined || at.line === own?.line ? '' : `, or give it more time at ${formatPosition(at)}`;
  const why = event?.resourceType.endsWith('::WaitCondition')
    ? `Find out why nobody signals ${logicalId}`
    : `Find out what ${logicalId} waits for`;
  return `${why}${longer}, then: ${deployAgain(facts)}`;
}

/** A role that was made a second ago may not be known everywhere yet: where the trust is right, time helps. */
function trust(facts: Facts): string {
  const service = TRUSTEES.find(({ type }) => facts.event?.resourceType.startsWith(type))?.service;
  const who = service ?? 'the service';
  const place = facts.at === undefined ? 'in its trust policy' : `at ${formatPosition(facts.at)}`;
  return `Let ${who} assume the role ${place}; if it may already, the role was too new: ${deployAgain(facts)}`;
}

const TRUSTEES = [
  { type: 'AWS::Lambda::', service: 'lambda.amazonaws.com' },
  { type: 'AWS::ECS::', service: 'ecs-tasks.amazonaws.com' },
  { type: 'AWS::CodeBuild::', service: 'codebuild.amazonaws.com' },
  { type: 'AWS::CodePipeline::', service: 'codepipeline.amazonaws.com' },
  { type: 'AWS::Scheduler::', service: 'scheduler.amazonaws.com' },
  { type: 'AWS::Events::', service: 'events.amazonaws.com' },
] as const;

/** A bucket that is not empty is emptied only by a purge; what fails twice is only left behind by force. */
function destroyAgain({ graph, node, failure }: Facts): string {
  if (failure.again)
    return `Give up what remains: aws cloudformation delete-stack --deletion-mode FORCE_DELETE_STACK --stack-name ${node.entry.stackName}`;
  const full = failure.events.some(({ reason }) => /not empty/i.test(reason ?? ''));
  return `npx cloudpool destroy -e ${graph.environment.reference} ${node.key}${full ? ' --purge' : ''}`;
}
