import { isObject } from '../probe.ts';

/** A service that wants to act as a role, and for whom. */
export interface ServiceCaller {
  /** E.g. `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /** 12 digits: `aws:SourceAccount`. */
  readonly account: string;
  /** `aws:SourceArn`: what the service acts for. */
  readonly source: string;
}

/**
 * Tells whether a trust policy lets a service in, as STS would judge it: some statement allows it, and none denies it. A
 * condition that a service does not fill in is not met.
 */
export function trusts(policy: unknown, caller: ServiceCaller): boolean {
  const statements = list(isObject(policy) ? policy.Statement : undefined).filter(isObject);
  const effects = statements
    .filter(statement => applies(statement, caller))
    .map(statement => String(statement.Effect));
  return effects.includes('Allow') && !effects.includes('Deny');
}

function applies({ Action, Principal, Condition }: Record<string, unknown>, caller: ServiceCaller): boolean {
  return (
    list(Action).some(action => matches(String(action), 'sts:AssumeRole')) &&
    namesService(Principal, caller.service) &&
    Object.entries(isObject(Condition) ? Condition : {}).every(([operator, keys]) =>
      isMet(operator, keys, caller),
    )
  );
}

function namesService(principal: unknown, service: string): boolean {
  return principal === '*' || (isObject(principal) && list(principal.Service).includes(service));
}

const OPERATORS: Readonly<Record<string, (actual: string, wanted: string) => boolean>> = {
  StringEquals: (actual, wanted) => actual === wanted,
  StringLike: (actual, wanted) => matches(wanted, actual),
  ArnEquals: (actual, wanted) => matches(wanted, actual),
  ArnLike: (actual, wanted) => matches(wanted, actual),
};

function isMet(operator: string, keys: unknown, { account, source }: ServiceCaller): boolean {
  const filled: Readonly<Record<string, string>> = { 'aws:sourceaccount': account, 'aws:sourcearn': source };
  const compare = OPERATORS[operator];
  return Object.entries(isObject(keys) ? keys : {}).every(([key, wanted]) => {
    const actual = filled[key.toLowerCase()];
    return (
      actual !== undefined && compare !== undefined && list(wanted).some(one => compare(actual, String(one)))
    );
  });
}

/** `*` and `?` as IAM reads them. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'is').test(text);
}

function list(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
