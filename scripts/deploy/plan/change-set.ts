import { AwsError } from '../../aws/aws-error.ts';
import type { ChangeSetRequest, ChangeSetState, ValidationFailure } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import type { OpenContext } from '../context.ts';
import type { DesiredStack } from './desired-stack.ts';

/** Every change set of ours is called so: what a crash left behind is told by it. */
export const CHANGE_SET_PREFIX = 'cloudpool';

/** A change set that CloudFormation could not make. `reasons`: its own, then those of the validation. */
export class ChangeSetRefused extends CloudpoolError {
  override readonly name = 'ChangeSetRefused';
  readonly reasons: readonly string[];
  readonly validations: readonly ValidationFailure[];

  constructor(stackName: string, reason: string, validations: readonly ValidationFailure[] = []) {
    const reasons = [reason, ...validations.map(({ logicalId, reason }) => `${logicalId}: ${reason}`)];
    super(`The change set of ${stackName} was refused: ${reasons.join('; ')}`, {
      code: 'CHANGE_SET_REFUSED',
    });
    this.reasons = reasons;
    this.validations = validations;
  }
}

/**
 * Makes a change set and waits until it is computed. Answers `undefined` when there is nothing to change.
 *
 * @throws ChangeSetRefused with CloudFormation's reasons
 */
export async function makeChangeSet(
  context: OpenContext,
  desired: DesiredStack,
  type: 'CREATE' | 'UPDATE',
): Promise<ChangeSetState | undefined> {
  const { cloudFormation } = context.gateways;
  const made = await cloudFormation.createChangeSet(changeSetRequest(context, desired, type));
  const { id } = made;
  const state = await settled(context, id).catch(async (error: unknown) => {
    await dropUnrun(context, made, type);
    throw error;
  });
  if (state.status === 'CREATE_COMPLETE') return state;
  const nothing = NOTHING_TO_CHANGE.test(state.reason);
  // Details are a help; without them the reason itself still says what happened.
  const details = nothing ? [] : await cloudFormation.validationFailures(id).catch(() => []);
  await dropUnrun(context, made, type);
  if (nothing) return undefined;
  throw new ChangeSetRefused(desired.stackName, state.reason, details);
}

/** Tells whether CloudFormation refused something because somebody else works on the stack, or has just done so. */
export function isOvertaken(error: unknown): boolean {
  if (!(error instanceof AwsError)) return error instanceof CloudpoolError && LATE.has(error.code);
  return OVERTAKEN.test(error.awsName) || BUSY.test(error.message);
}

/** Our own words for it. */
const LATE: ReadonlySet<string> = new Set(['CHANGE_SET_OBSOLETE', 'STACK_TAKEN']);
const OVERTAKEN = /^(ChangeSetNotFound|AlreadyExists)/;
const BUSY = /is in \w+_IN_PROGRESS state and can ?not be updated/;

/** Deletes change sets that will not run. One that is gone, or cannot be asked for, is no reason to fail. */
export async function dropChangeSets(context: OpenContext, ids: readonly string[]): Promise<void> {
  await Promise.allSettled(ids.map(id => context.gateways.cloudFormation.deleteChangeSet(id)));
}

/**
 * Deletes a change set that will not run, and with it the empty shell of a stack that it made. A shell in which
 * another change set waits is somebody's plan, and stays.
 */
export async function dropUnrun(
  context: OpenContext,
  { id, stackId }: { readonly id: string; readonly stackId: string },
  type: 'CREATE' | 'UPDATE',
): Promise<void> {
  await dropChangeSets(context, [id]);
  if (type === 'CREATE') await dropShell(context, stackId).catch(() => undefined);
}

async function dropShell({ gateways, clock }: OpenContext, stackId: string): Promise<void> {
  const { cloudFormation } = gateways;
  const waiting = await cloudFormation.listChangeSets(stackId);
  const state = await cloudFormation.describeStack(stackId);
  if (waiting.length > 0 || state?.status !== 'REVIEW_IN_PROGRESS') return;
  await cloudFormation.deleteStack(stackId, { token: `${CHANGE_SET_PREFIX}-shell-${clock.now()}` });
}

function changeSetRequest(
  { clock, gateways }: OpenContext,
  { terminationProtection: _, ...request }: DesiredStack,
  type: 'CREATE' | 'UPDATE',
): ChangeSetRequest {
  const random = Math.floor(gateways.random() * 36 ** 6).toString(36);
  const changeSetName = `${CHANGE_SET_PREFIX}-${clock.now()}-${random}`;
  return { ...request, type, changeSetName, ...(type === 'CREATE' ? { onStackFailure: 'DELETE' } : {}) };
}

async function settled({ gateways, changeSets }: OpenContext, id: string): Promise<ChangeSetState> {
  const state = await changeSets.settle(() => gateways.cloudFormation.describeChangeSet(id));
  if (state === undefined) throw interrupted();
  return state;
}

/** What a command throws when it is interrupted before it has begun to change anything. */
export function interrupted(): CloudpoolError {
  return new CloudpoolError('Interrupted: nothing was changed.', { code: 'INTERRUPTED', exitCode: 130 });
}

const NOTHING_TO_CHANGE = /didn't contain changes|no updates are to be performed/i;
