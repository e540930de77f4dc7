import type { EvidenceGateway } from '../../aws/evidence.ts';
import type { Facts } from './facts.ts';
import { logGroupOf } from './log-command.ts';

/** How many lines a card takes, and how much of each. */
const MOST_LINES = 5;
const MOST_CHARACTERS = 300;

/**
 * What the failed thing said itself: the last lines of a custom resource's function, or why the tasks of a service
 * stopped. Nothing where it cannot be read: the log may be gone with its stack, or not be the deployer's to see.
 */
export async function ownWords(evidence: EvidenceGateway, facts: Facts): Promise<readonly string[]> {
  const { kind, event } = facts;
  if (event === undefined) return [];
  try {
    if (kind === 'tasks-failed') return short(await stopped(evidence, event.physicalId));
    if (kind === 'custom-resource' || kind === 'timed-out') return telling(await logged(evidence, facts));
    return [];
  } catch {
    return [];
  }
}

async function stopped(evidence: EvidenceGateway, serviceArn: string): Promise<readonly string[]> {
  const [, cluster, service] = /:service\/([^/]+)\/(.+)$/.exec(serviceArn) ?? [];
  return cluster === undefined || service === undefined ? [] : evidence.stoppedReasons(cluster, service);
}

async function logged(evidence: EvidenceGateway, facts: Facts): Promise<readonly string[]> {
  const { event, reason, failure } = facts;
  const group = logGroupOf(facts);
  if (group === undefined) return [];
  const begun = failure.events.find(({ logicalId }) => logicalId === event?.logicalId);
  const stream = /CloudWatch Log Stream: (\S+)/.exec(reason)?.[1];
  return evidence.logLines(group, {
    since: (begun?.at ?? event?.at ?? 0) - 60_000,
    ...(stream === undefined ? {} : { stream }),
  });
}

/** The lines that sound like trouble, else the last ones. What Lambda itself writes around a call says nothing. */
function telling(lines: readonly string[]): readonly string[] {
  const said = lines.filter(line => line.trim() !== '' && !/^(?:START|END|REPORT|INIT_START) /.test(line));
  const trouble = said.filter(line => /error|exception|denied|fail|timed out/i.test(line));
  return short(trouble.length > 0 ? trouble : said);
}

function short(lines: readonly string[]): readonly string[] {
  return lines.slice(-MOST_LINES).map(line => line.slice(0, MOST_CHARACTERS).trim());
}
