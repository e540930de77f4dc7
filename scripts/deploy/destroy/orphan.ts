import type { StackState } from '../../aws/cloudformation.ts';
import type { OpenContext } from '../context.ts';
import type { StackEntry } from '../environment/environment.ts';
import type { StackNode } from '../graph/graph.ts';
import { ENVIRONMENT_TAG } from '../plan/desired-stack.ts';
import { parseTemplate, type Template } from '../template/template.ts';
import { createScope } from '../values/scope.ts';

/** Finds a stack of this environment by its name or its key, whatever the file says of it. */
export async function findOrphan(
  { graph, gateways }: OpenContext,
  nameOrKey: string,
): Promise<StackState | undefined> {
  const { prefix, name } = graph.environment;
  for (const stackName of [nameOrKey, `${prefix}-${nameOrKey}`]) {
    const state = await gateways.cloudFormation.describeStack(stackName);
    if (state?.tags.get(ENVIRONMENT_TAG) === name) return state;
  }
  return undefined;
}

/** Stands in for a stack that no file describes: its template is the deployed one. */
export async function orphanNode(
  { graph, gateways }: OpenContext,
  { id, name: stackName }: StackState,
): Promise<StackNode> {
  const { environment } = graph;
  const start = `${environment.prefix}-`;
  const short = stackName.startsWith(start) ? stackName.slice(start.length) : stackName;
  const key = graph.nodes.has(short) ? stackName : short;
  const shown = `${stackName} (as deployed)`;
  const text = await gateways.cloudFormation.getTemplate(id).catch(() => NOTHING);
  const template = parseTemplate({ file: shown, shown }, text, []) ?? emptyTemplate(shown);
  const entry: StackEntry = {
    key,
    stackName,
    templateFile: shown,
    terminationProtection: false,
    after: [],
    parameters: new Map(),
    at: { file: shown, line: 1, column: 1 },
  };
  const scope = createScope(environment, entry, template);
  return {
    key,
    entry,
    template,
    parameters: new Map(),
    keeps: new Set(),
    producers: [],
    consumers: [],
    scope,
  };
}

const NOTHING = 'Resources: {}\n';

function emptyTemplate(shown: string): Template {
  const template = parseTemplate({ file: shown, shown }, NOTHING, []);
  if (template === undefined) throw new Error('an empty template is a template');
  return template;
}
