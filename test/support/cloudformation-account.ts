import { AwsError } from '../../scripts/aws/aws-error.ts';
import type { ChangeSetRequest, ChangeSetState, StackEvent } from '../../scripts/aws/cloudformation.ts';
import { type SeenTemplate, seeTemplate } from './cloudformation-template.ts';

/** A stack of the in-memory account. */
export interface MemoryStack {
  readonly id: string;
  readonly name: string;
  status: string;
  templateBody: string;
  seen: SeenTemplate | undefined;
  parameters: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
  roleArn: string | undefined;
  terminationProtection: boolean;
  updated: number;
  /** Oldest first. */
  readonly events: StackEvent[];
  readonly changeSets: Map<string, MemoryChangeSet>;
  /** Logical id → how far its deletion got, once one was tried. */
  readonly deletions: Map<string, 'DELETE_COMPLETE' | 'DELETE_FAILED'>;
  /** Logical id → the stack inside. */
  readonly nested: Map<string, MemoryStack>;
  /** What goes on, or went on last: a deletion may overtake a creation. */
  operation: object | undefined;
  /** Turns the update back that is going on. */
  cancel: ((token: string) => void) | undefined;
}

export interface MemoryChangeSet {
  readonly request: ChangeSetRequest;
  readonly parameters: ReadonlyMap<string, string>;
  readonly seen: SeenTemplate;
  state: ChangeSetState;
  readonly readyAt: number;
}

/** All stacks that ever were, deleted ones too. */
export interface MemoryAccount {
  readonly stacks: MemoryStack[];
}

/** A stack in which nothing is yet. */
export function newStack(
  name: string,
  { id, now }: { readonly id: string; readonly now: number },
): MemoryStack {
  return {
    id: `arn:aws:cloudformation:us-east-1:111122223333:stack/${name}/${id}`,
    name,
    status: 'REVIEW_IN_PROGRESS',
    templateBody: '',
    seen: undefined,
    parameters: new Map(),
    tags: new Map(),
    roleArn: undefined,
    terminationProtection: false,
    updated: now,
    events: [],
    changeSets: new Map(),
    deletions: new Map(),
    nested: new Map(),
    operation: undefined,
    cancel: undefined,
  };
}

/** The living stack of a name, or any stack of an ARN. */
export function findStack({ stacks }: MemoryAccount, nameOrId: string): MemoryStack | undefined {
  return stacks.findLast(
    ({ id, name, status }) => id === nameOrId || (name === nameOrId && status !== 'DELETE_COMPLETE'),
  );
}

export function requireStack(account: MemoryAccount, nameOrId: string): MemoryStack {
  const stack = findStack(account, nameOrId);
  if (stack === undefined) throw refused(`Stack with id ${nameOrId} does not exist`);
  return stack;
}

/** Export name → the stack that exports it. Only what has been deployed counts. */
export function exportsOf({ stacks }: MemoryAccount): ReadonlyMap<string, MemoryStack> {
  return new Map(
    stacks
      .filter(isDeployed)
      .flatMap(stack =>
        (stack.seen?.outputs ?? []).flatMap(({ exportName }) =>
          exportName === undefined ? [] : [[exportName, stack] as const],
        ),
      ),
  );
}

/** Names of the deployed stacks that import an export. */
export function importersOf({ stacks }: MemoryAccount, exportName: string): readonly string[] {
  return stacks
    .filter(stack => isDeployed(stack) && stack.seen?.imports.includes(exportName))
    .map(({ name }) => name);
}

function isDeployed({ status }: MemoryStack): boolean {
  return !/^DELETE_COMPLETE$|^ROLLBACK_COMPLETE$|^REVIEW_IN_PROGRESS$/.test(status);
}

/** The first import that nobody exports: CloudFormation's own words. */
export function missingImport(account: MemoryAccount, seen: SeenTemplate): string | undefined {
  const exported = exportsOf(account);
  const missing = seen.imports.find(name => !exported.has(name));
  return missing === undefined ? undefined : `No export named ${missing} found.`;
}

/** The first export in use that `next` would change or remove: CloudFormation's own words. */
export function brokenExport(
  account: MemoryAccount,
  stack: MemoryStack,
  next: SeenTemplate | undefined,
): string | undefined {
  for (const { exportName, value } of stack.seen?.outputs ?? []) {
    if (exportName === undefined) continue;
    const importers = importersOf(account, exportName);
    const after = next?.outputs.find(output => output.exportName === exportName);
    if (importers.length === 0 || after?.value === value) continue;
    const verb = after === undefined ? 'deleted' : 'updated';
    return `Export ${exportName} cannot be ${verb} as it is in use by ${importers.join(', ')}`;
  }
  return undefined;
}

/** Fills in what a request passes, keeps or leaves to the defaults. */
export function effectiveParameters(
  {
    parameters,
    templateBody,
    stackName,
  }: Pick<ChangeSetRequest, 'parameters' | 'templateBody' | 'stackName'>,
  standing: ReadonlyMap<string, string>,
): { readonly parameters: ReadonlyMap<string, string>; readonly seen: SeenTemplate } {
  const passed = new Map(
    parameters.map(parameter => {
      if (!('keep' in parameter)) return [parameter.name, parameter.value] as const;
      const value = standing.get(parameter.name);
      if (value === undefined)
        throw refused(
          `Invalid input for parameter key ${parameter.name}. Cannot specify usePreviousValue as true`,
        );
      return [parameter.name, value] as const;
    }),
  );
  const seen = seeTemplate(templateBody, stackName, passed);
  return { parameters: seen.parameters, seen };
}

export function refused(message: string, awsName = 'ValidationError'): AwsError {
  return new AwsError(message, { code: 'AWS_CALL_FAILED', awsName, transient: false });
}

export function throttled(call: string): AwsError {
  return new AwsError(`${call}: Rate exceeded`, {
    code: 'THROTTLED',
    awsName: 'Throttling',
    transient: true,
  });
}
