import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toStackEvent } from '../../../scripts/aws/cloudformation-answers.ts';
import type { EvidenceGateway } from '../../../scripts/aws/evidence.ts';
import { renderFailure } from '../../../scripts/cli/render/failure-view.ts';
import { plainStyle } from '../../../scripts/cli/style.ts';
import { check } from '../../../scripts/deploy/check.ts';
import type { OpenContext } from '../../../scripts/deploy/context.ts';
import type { FailureCard } from '../../../scripts/deploy/events.ts';
import type { Failure } from '../../../scripts/deploy/failure/facts.ts';
import { diagnose } from '../../../scripts/deploy/failure/failure-card.ts';
import type { DeployGraph } from '../../../scripts/deploy/graph/graph.ts';
import { createMemoryCloudFormation } from '../../support/cloudformation.ts';
import { createVirtualClock } from '../../support/cloudformation-clock.ts';
import { type Recorded, STACK_ID } from './recorded.ts';

/** What is around a failure: more stacks and files, and what AWS answers about nested stacks. */
export interface Surroundings {
  /** Path from the root → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** More lines of the environment file, below `stacks:`. */
  readonly stacks?: string;
  /** ARN → its events; its template where it can be read. */
  readonly evidence?: Partial<EvidenceGateway>;
  readonly nested?: ReadonlyMap<string, { readonly recorded: Recorded; readonly template?: string }>;
}

/** Diagnoses a failure of the stack `app` with this template. */
export async function cardOf(
  template: string,
  what: Recorded | { readonly failure: Partial<Failure> },
  surroundings: Surroundings = {},
): Promise<FailureCard> {
  const root = mkdtempSync(join(tmpdir(), 'cloudpool-failure-'));
  try {
    const graph = environment(root, template, surroundings);
    const node = graph.nodes.get('app');
    if (node === undefined) throw new Error('no stack');
    const failure: Failure = {
      stackId: STACK_ID,
      status: 'ROLLBACK_COMPLETE',
      events: 'events' in what ? what.events.map(toStackEvent).toReversed() : [],
      ...('failure' in what ? what.failure : {}),
    };
    return await diagnose(contextOf(graph, surroundings), node, failure);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Draws a card as a log 80 columns wide shows it. */
export function drawn(card: FailureCard): string {
  return renderFailure(card, { style: plainStyle, width: 80 }).join('\n');
}

function environment(root: string, template: string, { files = {}, stacks = '' }: Surroundings): DeployGraph {
  const all = {
    'templates/app.yaml': template,
    'environments/test.yaml': `region: us-east-1\nprefix: t\nexternal: [t-net-SubnetAPublic]\nstacks:\n  app:\n    template: app\n${stacks}`,
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return check('test', { root, variables: {} });
}

function contextOf(
  graph: DeployGraph,
  { nested = new Map(), evidence = {} }: Surroundings,
): Pick<OpenContext, 'graph' | 'gateways'> {
  const { gateway } = createMemoryCloudFormation(createVirtualClock());
  const cloudFormation: OpenContext['gateways']['cloudFormation'] = {
    ...gateway,
    stackEvents: async id => {
      const found = nested.get(id);
      if (found === undefined) throw new Error(`Stack [${id}] does not exist`);
      return found.recorded.events.map(toStackEvent);
    },
    getTemplate: async id => {
      const template = nested.get(id)?.template;
      if (template === undefined) throw new Error(`Stack [${id}] does not exist`);
      return template;
    },
  };
  const silent: EvidenceGateway = { logLines: async () => [], stoppedReasons: async () => [] };
  const gateways = { cloudFormation, evidence: { ...silent, ...evidence } };
  return { graph, gateways: gateways as OpenContext['gateways'] };
}
