import type { FleetFacts } from './worker-fleet.ts';

/** Why the containers of a fleet do not come to work, and what to do about it. */
export interface FleetTrouble {
  readonly fleet: string;
  /** What ECS says. */
  readonly reason: string;
  readonly hint: string;
}

/** Finds what to do about containers that do not start, from what ECS says of them. */
export function fleetTrouble(fleet: FleetFacts, reason: string): FleetTrouble {
  const known = CAUSES.find(({ says }) => says.test(reason));
  return { fleet: fleet.key, reason, hint: (known?.hint ?? lookAtLogs)(fleet) };
}

type Hint = (fleet: FleetFacts) => string;

const lookAtLogs: Hint = ({ key, logGroup }) =>
  logGroup === ''
    ? `The events of stack ${key} and the tasks of its cluster may say more.`
    : `Their log group ${logGroup} may say more.`;

/** The first that fits: from the special to the general. */
const CAUSES: readonly { readonly says: RegExp; readonly hint: Hint }[] = [
  {
    says: /platform|exec format error/i,
    hint: ({ image, size }) =>
      `Is ${image} built for ${size.architecture}? Build it for this Architecture, or change that of the fleet.`,
  },
  {
    says: /^(ResourceInitializationError|CannotPull).*(AccessDenied|not authorized)/is,
    hint: ({ key }) =>
      `The execution role of stack ${key} lacks a right: npx cloudpool drift ${key} shows whether somebody took it away.`,
  },
  {
    says: /i\/o timeout|timed? ?out|connection refused|network unreachable|ResourceInitializationError/i,
    hint: () =>
      'The containers do not reach the registry or the logs: give the network stack Egress public, or its endpoints.',
  },
  {
    says: /CannotPull|image .*not found|manifest unknown/i,
    hint: ({ image, key }) =>
      `Is there an image ${image}? Push it under this tag, or give stack ${key} the ImageTag of one that exists.`,
  },
  {
    says: /assume/i,
    hint: ({ key }) => `ECS cannot take the roles of the fleet: deploy the pool and ${key} again.`,
  },
  {
    says: /AccessDenied|UnauthorizedOperation|not authorized/i,
    hint: () => 'The client policy of the iam stack allows it: deploy iam again, or ask whoever may.',
  },
  {
    says: /OutOfMemory|exit code 137/i,
    hint: ({ key }) => `The containers need more than the Memory of stack ${key}.`,
  },
  {
    says: /task definition|ClusterNotFound/i,
    hint: ({ key }) => `Was stack ${key} changed meanwhile? npx cloudpool status shows it.`,
  },
];

/** A shortage that passes: ECS has no room now, or the account's limit is used up by others. */
export function isShortage(reason: string): boolean {
  // `RESOURCE:MEMORY` is a shortage; "on resource: arn:..." is how a refusal ends.
  return (
    /^RESOURCE:/.test(reason) ||
    /capacity is unavailable|insufficient ?capacity|limit on the number|LimitExceeded|Throttl/i.test(reason)
  );
}

/** A container that never ran, however long that took. */
export function neverStarted(reason: string): boolean {
  return /^(CannotPull|CannotCreate|CannotStart|ResourceInitializationError|TaskFailedToStart)|assume/i.test(
    reason,
  );
}
