import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CloudFormationGateway } from '../../aws/cloudformation.ts';
import { parseTemplate, type Template } from '../template/template.ts';
import { child, entriesOf, itemsOf, type Tree } from '../yaml/tree.ts';
import type { NestedStack } from './find-cause.ts';

/**
 * Finds the template of the innermost stack on the way to a failure. A local file counts when it says what was deployed;
 * otherwise the deployed text is shown under the name of the file it came from.
 */
export async function nestedTemplate(
  cloudFormation: Pick<CloudFormationGateway, 'getTemplate'>,
  outer: { readonly template: Template; readonly shown: string },
  path: readonly NestedStack[],
): Promise<Template | undefined> {
  let current = outer;
  for (const { logicalId, stackId } of path) {
    const inner = await innerTemplate(cloudFormation, current, { logicalId, stackId });
    if (inner === undefined) return undefined;
    current = inner;
  }
  return current.template;
}

async function innerTemplate(
  cloudFormation: Pick<CloudFormationGateway, 'getTemplate'>,
  { template, shown }: { readonly template: Template; readonly shown: string },
  { logicalId, stackId }: NestedStack,
): Promise<{ readonly template: Template; readonly shown: string } | undefined> {
  const name = fileNamed(template, logicalId);
  const deployed = await cloudFormation.getTemplate(stackId).catch(() => undefined);
  const file = name === undefined ? undefined : join(dirname(template.file), name);
  const local = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const isLocal = local !== undefined && (deployed === undefined || sameText(local, deployed));
  const text = isLocal ? local : deployed;
  if (text === undefined) return undefined;
  const label = isLocal ? join(dirname(shown), name ?? '') : `${name ?? stackId} (as deployed)`;
  const parsed = parseTemplate({ file: file ?? template.file, shown: label }, text, []);
  return parsed === undefined ? undefined : { template: parsed, shown: label };
}

/** The last file name in a TemplateURL, whatever functions it is put together with. */
function fileNamed(template: Template, logicalId: string): string | undefined {
  const url = child(child(template.resources.get(logicalId)?.tree, 'Properties'), 'TemplateURL');
  return [...textsIn(url)]
    .map(text => /([\w.-]+\.(?:ya?ml|json|template))\s*$/.exec(text)?.[1])
    .findLast(Boolean);
}

function* textsIn(tree: Tree | undefined): Generator<string> {
  if (tree?.kind === 'scalar') yield tree.text;
  for (const item of itemsOf(tree)) yield* textsIn(item);
  for (const { value } of entriesOf(tree)) yield* textsIn(value);
}

/** GetTemplate turns what is not ASCII into `?`, and uploads may end their lines differently. */
function sameText(local: string, deployed: string): boolean {
  const plain = (text: string) =>
    text
      .replaceAll('\r\n', '\n')
      .replaceAll(/[^\n\x20-\x7e]/gu, '?')
      .trimEnd();
  return plain(local) === plain(deployed);
}
