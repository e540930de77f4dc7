import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AwsError } from '../../../scripts/aws/aws-error.ts';
import type { Failure } from '../../../scripts/deploy/failure/facts.ts';
import { cardOf, drawn } from './bench.ts';
import { templates } from './failing-templates.ts';
import * as recorded from './recorded.ts';

/** What CreateChangeSet threw, as the gateway wraps it. */
function thrown({ name, message }: { readonly name: string; readonly message: string }) {
  const error = new AwsError(`cloudformation:CreateChangeSet: ${message}`, {
    code: 'AWS_CALL_FAILED',
    awsName: name,
    transient: false,
  });
  return { failure: { stackId: undefined, status: 'NOT_CREATED', error } satisfies Partial<Failure> };
}

/** Name of the file under cards/ that holds the card → what failed, and in which template. */
const cases = {
  'name-taken': { template: templates.BUCKET, what: recorded.nameTaken, kind: 'name-taken' },
  'access-denied': { template: templates.FUNCTION, what: recorded.accessDenied, kind: 'access-denied' },
  'explicit-deny': { template: templates.FUNCTION, what: recorded.accessDeniedByDeny, kind: 'access-denied' },
  'missing-export': { template: templates.IMPORT, what: recorded.missingExport, kind: 'missing-export' },
  'invalid-property': { template: templates.TASKS, what: recorded.invalidProperty, kind: 'invalid-property' },
  'invalid-timeout': { template: templates.QUEUE, what: recorded.invalidTimeout, kind: 'invalid-property' },
  quota: { template: templates.FUNCTION, what: recorded.quota, kind: 'quota' },
  'code-missing': { template: templates.FUNCTION, what: recorded.codeMissing, kind: 'code-missing' },
  capability: { template: templates.FUNCTION, what: thrown(recorded.capability), kind: 'capability' },
  circular: { template: templates.GROUPS, what: thrown(recorded.circular), kind: 'circular' },
  'role-not-assumable': {
    template: templates.FUNCTION,
    what: recorded.roleNotAssumable,
    kind: 'role-not-assumable',
  },
  'timed-out': { template: templates.ENVIRONMENT, what: recorded.timedOut, kind: 'timed-out' },
  'wait-condition': { template: templates.WAIT, what: recorded.waitConditionTimedOut, kind: 'timed-out' },
  'custom-resource-silent': {
    template: templates.CUSTOM,
    what: recorded.customResourceSilent,
    kind: 'timed-out',
  },
  'custom-resource-failed': {
    template: templates.CUSTOM,
    what: recorded.customResourceFailed,
    kind: 'custom-resource',
  },
  'tasks-failed': { template: templates.SERVICE, what: recorded.tasksFailed, kind: 'tasks-failed' },
  'export-in-use': { template: templates.BUCKET, what: recorded.exportInUse, kind: 'export-in-use' },
  'export-changed': { template: templates.BUCKET, what: recorded.exportChanged, kind: 'export-in-use' },
  unknown: { template: templates.KEY_PAIR, what: recorded.unknown, kind: 'unknown' },
} as const;

const folder = join(import.meta.dirname, 'cards');

describe('the failure card', () => {
  for (const [name, { template, what, kind }] of Object.entries(cases)) {
    it(`tells ${name}`, async () => {
      const card = await cardOf(template, what);
      expect(card.kind).to.equal(kind);
      expect(drawn(card)).to.equal(readFileSync(join(folder, `${name}.txt`), 'utf8').trimEnd());
    });
  }

  it('fits 80 columns, but for what is copied in one piece', () => {
    const lines = readdirSync(folder).flatMap(file =>
      readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'),
    );
    const wide = lines.filter(line => line.length > 80 && !/^│ (?:https:| {6}(?:npx|aws) )/.test(line));
    expect(wide).to.deep.equal([]);
    expect(lines.length).to.be.above(200);
  });

  it('has one suggestion each, that ends in a command', () => {
    for (const name of Object.keys(cases)) {
      const text = readFileSync(join(folder, `${name}.txt`), 'utf8').trimEnd();
      expect(text.match(/^│ Next: /gm), name).to.have.lengthOf(1);
      expect(text.split('\n').at(-1), name).to.match(/^│ {7}(?:npx cloudpool|aws) \S/);
    }
  });

  it('says where each recording was posted', () => {
    const sources = Object.values(recorded).flatMap(value =>
      typeof value === 'object' && 'source' in value ? value.source : [],
    );
    expect(sources).to.have.lengthOf(Object.keys(cases).length);
    for (const source of sources)
      expect(source).to.match(/^https:\/\/github\.com\/.+\/(?:issues|pull)\/\d+$/);
  });
});
