import { expect } from 'chai';
import { openEvidence } from '../../../scripts/aws/evidence.ts';
import { stubSession } from '../../support/stub-session.ts';
import { cardOf, drawn } from './bench.ts';
import { templates } from './failing-templates.ts';
import * as recorded from './recorded.ts';

const OWN_FUNCTION = `Resources:
  Other: { Type: AWS::SNS::Topic }
  Log: { Type: AWS::Logs::LogGroup }
  Provider:
    Type: AWS::Lambda::Function
    Properties:
      LoggingConfig: { LogGroup: !Ref Log }
  Setup:
    Type: Custom::Setup
    Properties:
      ServiceToken: !GetAtt Provider.Arn
`;

describe('the failure card, where the failed thing can be asked', () => {
  it('shows the lines of the log stream that the reason names', async () => {
    const asked: unknown[] = [];
    const logLines = async (group: string, where: object) => {
      asked.push({ group, ...where });
      return [
        'INIT_START Runtime Version: nodejs:24',
        'START RequestId: 07277a4e Version: $LATEST',
        'copying 3 files',
        'ERROR Error: AccessDenied: not allowed to read assets/uuid-layer.zip',
        'REPORT RequestId: 07277a4e',
      ];
    };
    const card = await cardOf(templates.CUSTOM, recorded.customResourceFailed, { evidence: { logLines } });
    expect(card.said).to.deep.equal(['ERROR Error: AccessDenied: not allowed to read assets/uuid-layer.zip']);
    expect(asked).to.deep.equal([
      {
        group: '/aws/lambda/t-setup',
        stream: '2022/12/20/[$LATEST]aac99eb749e045cca74aa7ee64de5294',
        since: Date.UTC(2026, 10, 22, 12, 0, 2) - 60_000,
      },
    ]);
    expect(drawn(card)).to.contain(`│
│ It said:
│   ERROR Error: AccessDenied: not allowed to read assets/uuid-layer.zip
│
│ templates/app.yaml:4:3`);
  });

  it('looks where a function of the same template logs', async () => {
    const groups: string[] = [];
    const logLines = async (group: string) => {
      groups.push(group);
      return ['nothing to see'];
    };
    const made = (logicalId: string, type: string, physicalId: string) =>
      [logicalId, type, 'CREATE_COMPLETE', undefined, physicalId] as const;
    const what = recorded.recorded(recorded.customResourceSilent.source, [
      made('Log', 'AWS::Logs::LogGroup', 't-app-Log-1'),
      made('Provider', 'AWS::Lambda::Function', 't-app-Provider-1'),
      ['Setup', 'Custom::Setup', 'CREATE_IN_PROGRESS'],
      [
        'Setup',
        'Custom::Setup',
        'CREATE_FAILED',
        'CloudFormation did not receive a response from your Custom Resource.',
      ],
    ]);
    const card = await cardOf(OWN_FUNCTION, what, { evidence: { logLines } });
    expect(groups).to.deep.equal(['t-app-Log-1']);
    expect(card.said).to.deep.equal(['nothing to see']);
    expect(card.suggestion).to.contain('aws logs tail t-app-Log-1 --since 1h');
  });

  it('tells why the tasks of a service stopped', async () => {
    const stoppedReasons = async (cluster: string, service: string) => [
      `${cluster}/${service}: CannotPullContainerError`,
    ];
    const card = await cardOf(templates.SERVICE, recorded.tasksFailed, { evidence: { stoppedReasons } });
    expect(card.said).to.deep.equal(['t-cluster/t-service: CannotPullContainerError']);
  });

  it('says of a stack without any event that somebody deleted it', async () => {
    const card = await cardOf('Resources: { Queue: { Type: AWS::SQS::Queue } }', {
      failure: { status: 'DELETE_COMPLETE', events: [] },
    });
    expect(card.reason).to.equal('The stack is gone: somebody else deleted it meanwhile.');
  });

  it('is none the worse when nothing can be read', async () => {
    const logLines = async () => {
      throw new Error('AccessDenied');
    };
    const card = await cardOf(templates.CUSTOM, recorded.customResourceFailed, { evidence: { logLines } });
    expect(card).to.not.have.property('said');
    expect(card.kind).to.equal('custom-resource');
  });
});

describe('openEvidence', () => {
  it('reads the lines of one stream', async () => {
    const { session } = stubSession({
      FilterLogEvents: () => ({
        events: [
          { eventId: '1', timestamp: 1, logStreamName: 'a', message: 'mine\n' },
          { eventId: '2', timestamp: 2, logStreamName: 'b', message: 'not mine\n' },
        ],
      }),
    });
    expect(await openEvidence(session).logLines('group', { since: 0, stream: 'a' })).to.deep.equal(['mine']);
  });

  it('gives each reason of stopped tasks once, with what their containers say', async () => {
    const stoppedReason = 'Essential container in task exited';
    const { session } = stubSession({
      ListTasks: () => ({ taskArns: ['1', '2'] }),
      DescribeTasks: () => ({
        tasks: [
          { stoppedReason, containers: [{ name: 'web', exitCode: 1 }] },
          { stoppedReason, containers: [{ name: 'web', exitCode: 0 }] },
        ],
      }),
    });
    expect(await openEvidence(session).stoppedReasons('c', 's')).to.deep.equal([
      stoppedReason,
      'web: exit code 1',
    ]);
  });
});
