import { expect } from 'chai';
import { openCloudFormation } from '../../../scripts/aws/cloudformation-sdk.ts';
import { ChangeSetRefused } from '../../../scripts/deploy/plan/change-set.ts';
import { stubSession } from '../../support/stub-session.ts';
import { cardOf, drawn } from './bench.ts';

/** As posted in https://github.com/aws-cloudformation/rain/pull/744 and https://github.com/aws/aws-cdk-cli/pull/1463. */
const STATUS_REASON =
  'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';
const TEMPLATE = `Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: t-app-data
  BadPolicy:
    Type: AWS::IAM::Policy
    Properties:
      Roles: [t-role]
`;
const conflict = {
  EventId: '1',
  EventType: 'VALIDATION_ERROR',
  LogicalResourceId: 'Bucket',
  ResourceType: 'AWS::S3::Bucket',
  ValidationName: 'NAME_CONFLICT_VALIDATION',
  ValidationStatus: 'FAILED',
  ValidationFailureMode: 'FAIL',
  ValidationStatusReason: "Resource of type 'AWS::S3::Bucket' with identifier 't-app-data' already exists.",
  ValidationPath: '/Resources/Bucket/Properties/BucketName',
};
const property = {
  EventId: '2',
  EventType: 'VALIDATION_ERROR',
  LogicalResourceId: 'BadPolicy',
  ValidationName: 'PROPERTY_VALIDATION',
  ValidationStatus: 'FAILED',
  ValidationFailureMode: 'FAIL',
  ValidationStatusReason: 'Required property [PolicyDocument] not found',
  ValidationPath: '/Resources/BadPolicy/Properties',
};

/** Reads DescribeEvents as the gateway does, page by page. */
async function validationsOf(...pages: readonly (readonly object[])[]) {
  const { session } = stubSession({
    DescribeEvents: ({ NextToken, Filters }) => {
      expect(Filters).to.deep.equal({ FailedEvents: true });
      const page = Number(NextToken ?? 0);
      return {
        OperationEvents: pages[page],
        NextToken: page + 1 < pages.length ? String(page + 1) : undefined,
      };
    },
  });
  return openCloudFormation(session).validationFailures('arn:change-set');
}

async function refusedCard(...pages: readonly (readonly object[])[]) {
  const error = new ChangeSetRefused('t-app', STATUS_REASON, await validationsOf(...pages));
  return cardOf(TEMPLATE, { failure: { stackId: undefined, status: 'NOT_CREATED', error } });
}

describe('the failure card of a change set that was refused', () => {
  it('tells what the early validation found, at its property', async () => {
    const card = await refusedCard([conflict]);
    expect(drawn(card)).to.equal(`✗ app NOT_CREATED t-app
│ The name is taken
│ Bucket AWS::S3::Bucket
│ Resource of type 'AWS::S3::Bucket' with identifier 't-app-data' already
│ exists.
│
│ templates/app.yaml:5:7
│   4 |     Properties:
│ > 5 |       BucketName: t-app-data
│   6 |   BadPolicy:
│   7 |     Type: AWS::IAM::Policy
│   8 |     Properties:
│   9 |       Roles: [t-role]
│
│ Next: Choose another name at templates/app.yaml:5:7, or delete what has it,
│       then:
│       npx cloudpool deploy -e test app`);
  });

  it('tells all of them, of all pages, and shows the place of the first', async () => {
    const card = await refusedCard([property], [conflict]);
    expect(card.reason.split('\n')).to.deep.equal([
      'BadPolicy: Required property [PolicyDocument] not found',
      "Bucket: Resource of type 'AWS::S3::Bucket' with identifier 't-app-data' already exists.",
    ]);
    expect(card).to.include({ kind: 'invalid-property', logicalId: 'BadPolicy' });
    expect(card.at).to.include({ line: 8 });
  });

  it('leaves warnings out: they refuse nothing', async () => {
    expect(await validationsOf([{ ...conflict, ValidationFailureMode: 'WARN' }])).to.deep.equal([]);
  });

  it('keeps to the reason of the change set where there are no details', async () => {
    const card = await refusedCard([]);
    expect(card).to.include({ reason: STATUS_REASON, kind: 'invalid-property' });
  });
});
