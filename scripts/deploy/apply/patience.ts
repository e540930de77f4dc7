import type { Clock } from '../../../functions/runtime/protocol/ports.ts';
import { AwsError } from '../../aws/aws-error.ts';
import type { CloudFormationGateway } from '../../aws/cloudformation.ts';

/** Beyond the SDK's own: "Rate exceeded" must not fail a good deploy. */
const TRIES = 20;
const LONGEST_PAUSE = 10_000;

/** What only reads, and can be asked again at no cost. */
const READS = [
  'describeStack',
  'getTemplate',
  'describeChangeSet',
  'listChangeSets',
  'listResources',
  'importers',
  'exportNames',
  'stackNames',
  'detectDrift',
  'driftDetection',
  'resourceDrifts',
] as const;

/** Asks again, ever more slowly, when a read is throttled. Events have their own patience: the poller's. */
export function patientReads(
  gateway: CloudFormationGateway,
  {
    clock,
    signal,
    random,
  }: { readonly clock: Clock; readonly signal: AbortSignal; readonly random: () => number },
): CloudFormationGateway {
  const patiently = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask();
      } catch (error) {
        if (tries === TRIES || signal.aborted || !isThrottled(error)) throw error;
        await clock.sleep(Math.min(LONGEST_PAUSE, 250 * 2 ** tries) * (0.5 + random()), signal);
      }
    }
  };
  const reads = READS.map(name => {
    const read = gateway[name] as (input: string) => Promise<unknown>;
    return [name, (input: string) => patiently(() => read(input))] as const;
  });
  return { ...gateway, ...Object.fromEntries(reads) };
}

function isThrottled(error: unknown): boolean {
  return error instanceof AwsError && error.code === 'THROTTLED';
}
