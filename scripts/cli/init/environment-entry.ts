import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { CloudpoolError } from '../../errors.ts';

/**
 * Adds a pool for a new function to the text of an environment file, and keeps everything else, comments included. The new
 * pool gets the parameters of one that is there already, so that it fits this environment; `Settings` are not taken over.
 *
 * @throws CloudpoolError when the file has no stacks, or the name is taken
 */
export function withPool(text: string, name: string, file: string): string {
  const document = parseDocument(text);
  const stacks = document.get('stacks');
  if (document.errors.length > 0 || !isMap(stacks)) {
    throw new CloudpoolError(`${file} has no stacks to add one to.`, {
      code: 'NO_STACKS',
      exitCode: 2,
      hint: 'See what is wrong with it: npx cloudpool check.',
    });
  }
  if (stacks.has(name)) {
    throw new CloudpoolError(`${file} has a stack ${name} already.`, { code: 'NAME_TAKEN', exitCode: 2 });
  }
  const entry = findPool(stacks)?.clone();
  const pair = document.createPair(name, entry ?? DEFAULT_POOL) as Pair<{ spaceBefore?: boolean }, YAMLMap>;
  pair.key.spaceBefore = true;
  pair.value?.set('function', name);
  pair.value?.deleteIn(['parameters', 'Settings']);
  stacks.items.push(pair);
  return document.toString({ lineWidth: 0 });
}

const DEFAULT_POOL = {
  template: 'pool',
  parameters: { StorageStackName: { stack: 'storage' }, IamStackName: { stack: 'iam' } },
};

/** The plainest pool: the first of those that say least about themselves. */
function findPool({ items }: YAMLMap): YAMLMap | undefined {
  const pools = items.flatMap(({ value }) => (isMap(value) && isPool(value) ? [value] : []));
  return pools.toSorted((a, b) => parameterCount(a) - parameterCount(b))[0];
}

function parameterCount(pool: YAMLMap): number {
  const parameters = pool.get('parameters');
  return isMap(parameters) ? parameters.items.length : 0;
}

function isPool(stack: YAMLMap): boolean {
  const template = stack.get('template', true);
  return stack.has('function') && isScalar(template) && template.value === 'pool';
}
