import { expect } from 'chai';
import type { StackEvent } from '../../../scripts/aws/cloudformation.ts';
import { failureKind } from '../../../scripts/deploy/failure/failure-kind.ts';
import { readReason } from '../../../scripts/deploy/failure/reason.ts';
import { rootCause } from '../../../scripts/deploy/failure/root-cause.ts';

const event = (logicalId: string, status: string, reason?: string): StackEvent => ({
  id: `${logicalId}${status}`,
  at: 0,
  stackId: 'stack',
  logicalId,
  physicalId: logicalId === 'Stack' ? 'stack' : logicalId,
  resourceType: 'T',
  status,
  reason,
});

describe('rootCause', () => {
  it('is the first failure that is no cancellation', () => {
    const events = [
      event('A', 'CREATE_FAILED', 'Resource creation cancelled'),
      event('B', 'CREATE_FAILED', 'no'),
      event('C', 'CREATE_FAILED', 'no, too'),
    ];
    expect(rootCause(events)?.logicalId).to.equal('B');
  });

  it("is the stack's own event when no resource failed", () => {
    expect(rootCause([event('Stack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'Export X is in use')])?.reason).to.equal(
      'Export X is in use',
    );
  });

  it('is what failed in the operation, not what failed in its rollback', () => {
    const events = [
      event('Stack', 'UPDATE_IN_PROGRESS'),
      event('A', 'UPDATE_FAILED', 'the cause'),
      event('Stack', 'UPDATE_ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to update: [A].'),
      event('B', 'UPDATE_FAILED', 'no way back'),
      event('Stack', 'UPDATE_ROLLBACK_FAILED', 'The following resource(s) failed to update: [B].'),
    ];
    expect(rootCause(events)?.reason).to.equal('the cause');
    expect(rootCause(events.slice(2))?.reason).to.equal('no way back');
  });

  it('is nothing where nothing failed', () => {
    expect(rootCause([event('A', 'CREATE_COMPLETE'), event('Stack', 'CREATE_COMPLETE')])).to.equal(undefined);
  });
});

describe('readReason', () => {
  it('takes the old wrapping off, with its codes', () => {
    const text =
      'Bad. (Service: AmazonIdentityManagement; Status Code: 409; Error Code: EntityAlreadyExists; Request ID: 1-2; Proxy: null)';
    expect(readReason(text)).to.deep.equal({
      message: 'Bad.',
      service: 'IdentityManagement 409 EntityAlreadyExists',
      requestId: '1-2',
    });
  });

  it('takes the new wrapping off, also when it holds the old one', () => {
    const text =
      'Resource handler returned message: "Bad "thing" (Service: Lambda, Status Code: 400, Request ID: 1-2) (SDK Attempt Count: 1)" (RequestToken: t, HandlerErrorCode: InvalidRequest)';
    expect(readReason(text)).to.deep.equal({
      message: 'Bad "thing"',
      service: 'Lambda 400',
      requestId: '1-2',
      handlerCode: 'InvalidRequest',
    });
  });

  it('leaves any other text as it is', () => {
    expect(readReason('Service: (what)')).to.deep.equal({ message: 'Service: (what)' });
  });
});

describe('failureKind', () => {
  it('knows the special from the general', () => {
    const request = (words: string) => `${words} HandlerErrorCode: InvalidRequest`;
    expect(failureKind(request('S3 Error Code: NoSuchKey'))).to.equal('code-missing');
    expect(failureKind(request('UnreservedConcurrentExecution below its minimum'))).to.equal('quota');
    expect(failureKind(request(''))).to.equal('invalid-property');
  });

  it('says that it does not know', () => {
    expect(failureKind('Internal Failure')).to.equal('unknown');
  });
});
