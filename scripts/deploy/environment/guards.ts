import { readFileSync } from 'node:fs';
import type { Fields } from '../yaml/fields.ts';
import { readTree } from '../yaml/kept-tree.ts';
import type { Problems } from '../yaml/problems.ts';
import { child, textOf } from '../yaml/tree.ts';
import type { EnvironmentOptions } from './environment.ts';
import { environmentFields } from './fields.ts';
import { relativeTo, siblingFiles } from './files.ts';

/** What decides where an environment goes. */
export interface Target {
  readonly file: string;
  readonly fields: Fields;
  readonly region: string;
  readonly prefix: string;
  readonly account: string | undefined;
  readonly options: EnvironmentOptions;
}

/**
 * Proves that the environment can only go where its file says, and returns its endpoint.
 * `CLOUDPOOL_ENDPOINT` takes the place of `endpoint` in files that have one.
 */
export function checkTarget(target: Target, problems: Problems): string | undefined {
  refuseSharedIdentity(target, problems);
  const written = target.fields.text('endpoint');
  if (target.fields.entry('endpoint') === undefined) {
    refuseEndpointVariables(target.options.variables, problems);
    return undefined;
  }
  const replaced = target.options.variables.CLOUDPOOL_ENDPOINT;
  if (written !== undefined)
    requireLoopback('endpoint', written, target.fields.entry('endpoint')?.value.at, problems);
  if (replaced) requireLoopback('CLOUDPOOL_ENDPOINT', replaced, undefined, problems);
  return replaced || written;
}

function requireLoopback(name: string, url: string, at: Problems[number]['at'], problems: Problems): void {
  if (isLoopback(url)) return;
  problems.push({
    code: 'ENDPOINT_NOT_LOOPBACK',
    message: `${name} must be an http address on the loopback, got '${url}'`,
    hint: 'Write it like http://127.0.0.1:4566; an environment on AWS has no endpoint.',
    at,
  });
}

function isLoopback(text: string): boolean {
  return environmentFields.endpoint.pattern.test(text) && URL.canParse(text);
}

// A forgotten variable would send an environment meant for AWS to some other place.
function refuseEndpointVariables(variables: NodeJS.ProcessEnv, problems: Problems): void {
  for (const name of Object.keys(variables).sort()) {
    if (!/^AWS_ENDPOINT_URL(_|$)/.test(name) || !variables[name]) continue;
    problems.push({
      code: 'ENDPOINT_VARIABLE',
      message: `${name} is set, but the environment has no endpoint`,
      hint: `Unset ${name}, or write endpoint: into an environment for the emulator.`,
    });
  }
}

function refuseSharedIdentity(
  { file, fields, region, prefix, account, options }: Target,
  problems: Problems,
): void {
  if (region === '' || prefix === '') return;
  for (const other of siblingFiles(file, options.root)) {
    if (identityOf(other, options.root) !== JSON.stringify([prefix, region, account ?? ''])) continue;
    problems.push({
      code: 'SHARED_IDENTITY',
      message: `${relativeTo(options.root, other)} has the same prefix, region and account: both would own the same stacks`,
      hint: 'Give each environment a prefix of its own.',
      at: fields.entry('prefix')?.at,
    });
  }
}

function identityOf(file: string, root: string): string {
  const tree = readTree({ root, shown: relativeTo(root, file), text: readFileSync(file, 'utf8') }, []);
  return JSON.stringify(['prefix', 'region', 'account'].map(key => textOf(child(tree, key)) ?? ''));
}
