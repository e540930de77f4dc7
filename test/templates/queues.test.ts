import {
  describeRule,
  entries,
  fieldsOf,
  judge,
  listOf,
  propertiesOf,
  resourcesOf,
  section,
  unless,
} from '../support/policy.ts';
import type { Fields, PolicyTemplate, Rule, Value } from '../support/templates.ts';

const mappings = (template: PolicyTemplate) => resourcesOf(template, 'AWS::Lambda::EventSourceMapping');
const queues = (template: PolicyTemplate) => resourcesOf(template, 'AWS::SQS::Queue');

/** AWS asks for six times the function's time-out, for each time-out that the template allows. */
const waitSixTimeouts: Rule = template =>
  judge(
    queues(template).filter(([, queue]) => propertiesOf(queue).RedrivePolicy !== undefined),
    ([id, queue]) => {
      const timeouts = listOf(parameter(template, 'Timeout').AllowedValues).map(Number);
      const wrong = timeouts.filter(
        timeout => !(lookUp(template, propertiesOf(queue).VisibilityTimeout, timeout) >= 6 * timeout),
      );
      return [
        ...unless(timeouts.length > 0, `${id} does not know the time-outs`),
        ...wrong.map(timeout => `${id} shows a message again before 6 x ${timeout} s`),
      ];
    },
  );

const outlastTheSource: Rule = template =>
  judge(
    queues(template).filter(([, queue]) => propertiesOf(queue).RedrivePolicy !== undefined),
    ([id, queue]) => {
      const properties = propertiesOf(queue);
      const target = listOf(
        fieldsOf(fieldsOf(properties.RedrivePolicy).deadLetterTargetArn)['Fn::GetAtt'],
      )[0];
      const letters = queues(template).find(([name]) => name === target)?.[1] ?? {};
      const longer =
        Number(propertiesOf(letters).MessageRetentionPeriod) > Number(properties.MessageRetentionPeriod);
      return unless(longer, `the dead letters of ${id} expire with it`);
    },
  );

/** The literals of the run protocol: the ledger bounds attempts, a chunk is the batch, its answer names failures. */
const keepTheProtocol: Rule = template =>
  judge(mappings(template), ([id, mapping]) => {
    const properties = propertiesOf(mapping);
    const receives = queues(template).flatMap(([, queue]) =>
      listOf(propertiesOf(queue).RedrivePolicy).map(fieldsOf),
    );
    return [
      ...unless(properties.BatchSize === 1, `${id} takes more than one chunk at once`),
      ...unless(properties.MaximumBatchingWindowInSeconds === 0, `${id} waits for more chunks`),
      ...unless(
        listOf(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
        `${id} cannot report a failed chunk`,
      ),
      ...unless(
        receives.every(({ maxReceiveCount }) => maxReceiveCount === 1000),
        `${id} gives up before the ledger does`,
      ),
    ];
  });

/** The mapping from a number to itself, which the emulator needs, must not change any of them. */
const passConcurrencyThrough: Rule = template =>
  judge(mappings(template), ([id, mapping]) => {
    const value = fieldsOf(propertiesOf(mapping).ScalingConfig).MaximumConcurrency;
    const allowed = listOf(parameter(template, 'MaximumConcurrency').AllowedValues).map(Number);
    return [
      ...unless(allowed.length > 0, `${id} does not bound its concurrency`),
      ...allowed
        .filter(number => lookUp(template, value, number) !== number)
        .map(number => `${id} makes another number of ${number}`),
    ];
  });

const quietAlarms: Rule = template =>
  judge(resourcesOf(template, 'AWS::CloudWatch::Alarm'), ([id, alarm]) => [
    ...unless(propertiesOf(alarm).TreatMissingData === 'notBreaching', `${id} rings for an idle pool`),
    ...unless(propertiesOf(alarm).AlarmDescription !== undefined, `${id} does not say what happened`),
  ]);

const runOnNode24: Rule = template =>
  judge(resourcesOf(template, 'AWS::Lambda::Function'), ([id, lambda]) =>
    unless(
      propertiesOf(lambda).Runtime === 'nodejs24.x',
      `${id} does not run on the Node.js of this repository`,
    ),
  );

function parameter(template: PolicyTemplate, name: string): Fields {
  return section(template, 'Parameters').find(([id]) => id === name)?.[1] ?? {};
}

/** What `!FindInMap [map, row, !Ref X]` comes to when X is `key`; a literal comes to itself. */
function lookUp(template: PolicyTemplate, value: Value | undefined, key: number): number {
  const path = listOf(fieldsOf(value)['Fn::FindInMap']);
  if (path.length === 0) return Number(value);
  const map = fieldsOf(template.content.Mappings)[String(path[0])];
  const row = entries(map).find(([id]) => id === path[1])?.[1] ?? {};
  return Number(row[String(key)]);
}

const queue = (fields: string) =>
  `Parameters:\n  Timeout: { AllowedValues: [30, 900] }\nResources:\n  Q: { Type: AWS::SQS::Queue, Properties: { ${fields} } }\n`;
const mapping = (fields: string) =>
  `Resources:\n  M: { Type: AWS::Lambda::EventSourceMapping, Properties: { ${fields} } }\n`;

describeRule('a queue waits for six time-outs', waitSixTimeouts, [
  queue('RedrivePolicy: {}, VisibilityTimeout: 180'),
  queue('RedrivePolicy: {}'),
]);
describeRule('dead letters outlast the queue they come from', outlastTheSource, [
  queue('RedrivePolicy: { deadLetterTargetArn: !GetAtt Q.Arn }, MessageRetentionPeriod: 345600'),
  queue('RedrivePolicy: { deadLetterTargetArn: !GetAtt Gone.Arn }'),
]);
describeRule('a mapping keeps the protocol', keepTheProtocol, [
  mapping(
    'BatchSize: 10, MaximumBatchingWindowInSeconds: 0, FunctionResponseTypes: [ReportBatchItemFailures]',
  ),
  mapping('BatchSize: 1, MaximumBatchingWindowInSeconds: 0'),
]);
describeRule('the concurrency arrives as it was given', passConcurrencyThrough, [
  mapping('BatchSize: 1'),
  `Parameters:\n  MaximumConcurrency: { AllowedValues: [2] }\nMappings:\n  C: { I: { '2': 3 } }\n${mapping(
    'ScalingConfig: { MaximumConcurrency: !FindInMap [C, I, !Ref MaximumConcurrency] }',
  )}`,
]);
describeRule('an alarm is silent while nothing happens', quietAlarms, [
  'Resources:\n  A: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmDescription: d } }\n',
]);
describeRule('functions run on Node.js 24', runOnNode24, [
  'Resources:\n  F: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x } }\n',
]);
