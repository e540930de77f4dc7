import type { Clock } from '../../functions/runtime/protocol/ports.ts';
import { type BucketGateway, openBuckets } from '../aws/bucket.ts';
import type { CloudFormationGateway } from '../aws/cloudformation.ts';
import { openCloudFormation } from '../aws/cloudformation-sdk.ts';
import { type ClusterGateway, openClusters } from '../aws/cluster-tasks.ts';
import { type ContentsGateway, openContents } from '../aws/contents.ts';
import { type EvidenceGateway, openEvidence } from '../aws/evidence.ts';
import type { AwsSession } from '../aws/session.ts';
import { type IdentityGateway, openIdentityGateway } from '../aws/sts.ts';
import type { InterruptDesk } from './apply/interruption.ts';
import { patientReads } from './apply/patience.ts';
import type { CallBudget } from './apply/token-bucket.ts';
import type { DeployEvent } from './events.ts';
import type { DeployGraph } from './graph/graph.ts';
import type { Packager } from './package/packager.ts';
import { type ChangeSetWatch, createChangeSetWatch } from './plan/change-set-watch.ts';
import type { DeployPlan } from './plan.ts';

/** What every command on stacks gets from its caller. */
export interface DeployContext {
  readonly graph: DeployGraph;
  readonly session: AwsSession;
  readonly clock: Clock;
  /** The clone: the folder of `functions/`. */
  readonly root: string;
  readonly report: (event: DeployEvent) => void;
  /** Aborted: nothing more is started. What CloudFormation began is left to it, unless `interrupt` decides otherwise. */
  readonly signal: AbortSignal;
  /** Decides what becomes of what goes on. */
  readonly interrupt?: InterruptDesk;
  /** Asks the one question. */
  readonly approve: (plan: DeployPlan) => Promise<boolean>;
  /** Keys of stacks that somebody else deployed, and that this environment takes over. */
  readonly adopt?: ReadonlySet<string>;
  /** `approve` answers yes by itself (`--yes`): on AWS only into a named account. */
  readonly unattended?: boolean;
  /** How often all stacks together may be looked at. Default: what AWS takes, or much more on the emulator. */
  readonly budget?: CallBudget;
  /** What speaks to AWS and to esbuild: replaced in tests. */
  readonly gateways?: DeployGateways;
}

export interface DeployGateways {
  readonly cloudFormation: CloudFormationGateway;
  readonly buckets: BucketGateway;
  readonly contents: ContentsGateway;
  readonly clusters: ClusterGateway;
  readonly evidence: EvidenceGateway;
  readonly identity: IdentityGateway;
  readonly packager: Packager;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** A context with its gateways open. */
export type OpenContext = DeployContext & {
  readonly gateways: DeployGateways;
  /** Waits for change sets to be computed, for all stacks together. */
  readonly changeSets: ChangeSetWatch;
};

/** Opens the real gateways where none were given. Nothing is called yet. */
export function openContext(context: DeployContext): OpenContext {
  const gateways = context.gateways ?? openGateways(context);
  const { clock, signal } = context;
  const cloudFormation = patientReads(gateways.cloudFormation, { clock, signal, random: gateways.random });
  const changeSets = createChangeSetWatch({ clock, signal });
  return { ...context, changeSets, gateways: { ...gateways, cloudFormation } };
}

function openGateways({ session, root }: DeployContext): DeployGateways {
  return {
    cloudFormation: openCloudFormation(session),
    buckets: openBuckets(session),
    contents: openContents(session),
    clusters: openClusters(session),
    evidence: openEvidence(session),
    identity: openIdentityGateway(session),
    packager: lazyPackager(root),
    random: Math.random,
  };
}

/** esbuild's side of it is loaded by environments that have a function. */
function lazyPackager(root: string): Packager {
  const load = async () => (await import('./package/packager.ts')).createPackager(root);
  let packager: Promise<Packager> | undefined;
  return {
    pack: async name => {
      packager ??= load();
      return (await packager).pack(name);
    },
  };
}
