import { expect } from 'chai';
import { section } from '../support/policy.ts';
import { templateNamed } from '../support/templates.ts';

function patternOf(template: string, parameter: string): RegExp {
  const found = section(templateNamed(template), 'Parameters').find(([id]) => id === parameter)?.[1];
  return new RegExp(`^(?:${String(found?.AllowedPattern)})$`);
}

const TABLE = [
  {
    templates: ['trigger', 'fargate'],
    parameter: 'Schedule',
    good: [
      '',
      'rate(1 minute)',
      'rate(5 minutes)',
      'rate(12 hours)',
      'rate(1 day)',
      'cron(0 12 * * ? *)',
      'cron(15 10 ? * MON-FRI *)',
      'cron(0/15 8-17 ? * 2-6 2026)',
      'cron(0 18 L * ? *)',
      'cron(0 9 ? * 6#1 *)',
    ],
    bad: [
      'daily',
      '1 day',
      'rate(1 days)',
      'rate(5 minute)',
      'rate(0 minutes)',
      'rate(1 second)',
      'rate(1 minute) ',
      'cron(0 12 * * *)',
      'cron(0 12 * * * *)',
      'cron(0 12 ? * ? *)',
      '0 12 * * ? *',
      'at(2026-11-22T00:00:00)',
    ],
  },
  {
    templates: ['trigger'],
    parameter: 'ObjectPrefix',
    good: ['', 'incoming/', 'incoming/csv/', 'incoming/2026/a_b-c.d/'],
    bad: [
      'runs/',
      'loose/',
      'loose/cloudpool-local-vectorize/',
      'in',
      'incoming',
      'incoming/csv',
      '/',
      'incoming//',
      'incoming/*/',
    ],
  },
  {
    templates: ['folders'],
    parameter: 'ReadPrefix',
    good: ['', 'incoming/', 'incoming/daily/'],
    bad: ['runs/', 'reports/', 'incoming', 'incoming/*/', 'incoming//', '/'],
  },
  {
    templates: ['folders'],
    parameter: 'ReportPrefix',
    good: ['', 'reports/', 'reports/prices/2026/'],
    bad: ['incoming/', 'runs/', 'loose/', 'code/', 'reports', 'reports/*/', 'reports//', '/'],
  },
  {
    templates: ['trigger', 'fargate'],
    parameter: 'ScheduleInput',
    good: ['null', '7', '-1.5e3', '"text"', '{}', '{ "a": [1,\n2] }', '[]'],
    bad: ['', 'text', '{', "{'a':1", '[', 'undefined'],
  },
];

for (const { templates, parameter, good, bad } of TABLE) {
  for (const template of templates) {
    describe(`${parameter} of ${template}.yaml`, () => {
      const pattern = patternOf(template, parameter);
      for (const value of good) it(`may be '${value}'`, () => expect(value).to.match(pattern));
      for (const value of bad) it(`may not be '${value}'`, () => expect(value).to.not.match(pattern));
    });
  }
}
