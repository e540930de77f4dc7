import type { StackParameter, StackRequest, StackState } from '../../aws/cloudformation.ts';
import { CloudpoolError } from '../../errors.ts';
import type { Environment } from '../environment/environment.ts';
import type { StackNode } from '../graph/graph.ts';
import { requiredCapabilities } from './capabilities.ts';
import { isAbsent, isLeftover } from './stack-status.ts';

/** Tags that Cloudpool sets itself: which environment a stack belongs to, and which of its stacks it is. */
export const ENVIRONMENT_TAG = 'cloudpool:environment';
export const KEY_TAG = 'cloudpool:key';

/** The parameter that says which package a function runs. */
export const CODE_PARAMETER = 'CodeKey';

/** CloudFormation's limit on a template in the request itself (bytes, 2026). */
const TEMPLATE_BODY_LIMIT = 51_200;

/** What one stack shall be: what a change set or an update asks for. */
export interface DesiredStack extends StackRequest {
  readonly terminationProtection: boolean;
}

/**
 * Says what a stack shall be, given what stands: `{ keep: x }` is x for a new stack and afterwards whatever stands.
 *
 * @throws CloudpoolError for a template that is too large for a request
 */
export function desiredStack(
  environment: Environment,
  node: StackNode,
  { codeKey, standing }: { readonly codeKey: string | undefined; readonly standing: StackState | undefined },
): DesiredStack {
  refuseLargeTemplate(node);
  return {
    stackName: node.entry.stackName,
    templateBody: node.template.text,
    parameters: desiredParameters(node, codeKey, standing),
    tags: new Map([...environment.tags, [ENVIRONMENT_TAG, environment.name], [KEY_TAG, node.key]]),
    capabilities: requiredCapabilities(node.template.tree),
    terminationProtection: node.entry.terminationProtection,
    ...(environment.roleArn === undefined ? {} : { roleArn: environment.roleArn }),
  };
}

function desiredParameters(
  node: StackNode,
  codeKey: string | undefined,
  standing: StackState | undefined,
): readonly StackParameter[] {
  const stands = standing !== undefined && !isAbsent(standing.status) && !isLeftover(standing.status);
  const kept = (name: string) => stands && node.keeps.has(name) && standing.parameters.has(name);
  const passed = [...node.parameters].map(
    ([name, value]): StackParameter => (kept(name) ? { name, keep: true } : { name, value }),
  );
  return codeKey === undefined ? passed : [...passed, { name: CODE_PARAMETER, value: codeKey }];
}

function refuseLargeTemplate({ entry, template }: StackNode): void {
  const bytes = Buffer.byteLength(template.text);
  if (bytes <= TEMPLATE_BODY_LIMIT) return;
  throw new CloudpoolError(
    `${entry.templateFile} has ${bytes} bytes; CloudFormation takes at most ${TEMPLATE_BODY_LIMIT} in a request.`,
    {
      code: 'TEMPLATE_TOO_LARGE',
      exitCode: 2,
      hint: 'Split the template: one concern a stack.',
    },
  );
}
