import { expect } from 'chai';
import { reportPage } from '../../../../scripts/cli/render/report/page.ts';
import type { DeployEvent } from '../../../../scripts/deploy/events.ts';
import { ending, halfway } from '../deploy-events.ts';
import { manyStacks } from '../many-stacks.ts';

const whole = [...halfway, ...ending];
const page = (events: readonly DeployEvent[], title = 'Deploy of cloudpool-local') => {
  const text = reportPage(events, title);
  if (text === undefined) throw new Error('no report');
  return text;
};
/** What a reader without the pictures gets. */
const words = (text: string) =>
  text
    .replace(/<(style|svg)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('reportPage', () => {
  it('says in words how it ended, how long it took, and what it cost beside CloudFormation', () => {
    const text = words(page(whole));
    expect(text).to.include('Deploy of cloudpool-local Failed');
    expect(text).to.include('Took 3.6 s').and.include('CloudFormation 3.4 s').and.include('Overhead 0.20 s');
    expect(text).to.include('1 of 3 1 failed, 1 more unchanged');
  });

  it('shows the card of what failed', () => {
    const text = words(page(whole));
    expect(text).to.include('iam ROLLBACK_COMPLETE').and.include('Syntax errors in policy.');
    expect(text).to.include('templates/iam.yaml:41:3').and.include('Next: npx cloudpool deploy iam');
    expect(page(whole)).to.include('<pre>').and.include('&gt; 41 |   WorkerBoundary:');
  });

  it('shows all that the card knows: what it is called, who said so, what it said and what is left', () => {
    const more = {
      title: 'The name is taken',
      path: ['Nested'],
      service: 'Lambda 409',
      requestId: 'r-1',
      said: ['line <1>', 'line 2'],
      remains: ['Main (t-main)'],
    };
    const text = words(
      page(
        whole.map(event =>
          event.type === 'failure' ? { ...event, card: { ...event.card, ...more } } : event,
        ),
      ),
    );
    expect(text).to.include('The name is taken Nested › WorkerBoundary');
    expect(text).to.include('Lambda 409, request r-1').and.include('It said: line &lt;1&gt; line 2');
    expect(text).to.include('1 resource still there: Main (t-main)');
  });

  it('tells of each stack what it waited for and why, with the line that says so', () => {
    const waits = [
      {
        key: 'storage',
        kind: 'strong',
        via: 't-storage-Id',
        at: { file: 'templates/b.yaml', line: 7, column: 3 },
      },
    ] as const;
    const events = whole.map(event =>
      event.type === 'plan'
        ? {
            ...event,
            stacks: event.stacks.map(stack => (stack.key === 'prices' ? { ...stack, waits } : stack)),
          }
        : event,
    );
    const text = words(page(events));
    expect(text).to.include('storage for its export t-storage-Id, templates/b.yaml:7:3');
    expect(text).to.include('prices skipped because of iam');
  });

  it('draws a bar a stack and a resource, and an arrow from whom was waited for', () => {
    const text = page(manyStacks.running);
    expect(text.match(/<rect class="bar (done|critical)/g)).to.have.lengthOf.at.least(20);
    expect(text.match(/<path class="arrow/g)).to.have.lengthOf(10);
    expect(text.match(/<details/g)).to.have.lengthOf(20);
    expect(text).to.include('stack-11 waited for stack-01');
  });

  it('marks the critical path by a word, not by its color alone', () => {
    expect(words(page(whole))).to.match(/iam critical path failed/);
  });

  it('says what it is that was cut short, interrupted or followed', () => {
    expect(words(page(halfway)))
      .to.include('Cut short')
      .and.include('this shows what was known until then');
    const [plan, ...rest] = whole;
    if (plan === undefined) throw new Error('no plan');
    const interrupted = rest
      .filter(event => event.type !== 'failure')
      .map(event =>
        event.type === 'stack-ended' && event.key === 'iam' ? { ...event, end: 'cancelled' as const } : event,
      );
    expect(words(page([plan, ...interrupted])))
      .to.include('Interrupted')
      .and.include('not known here');
    const attached: readonly DeployEvent[] = [
      { type: 'apply-started', at: 0, keys: ['busy'], attached: true },
      { type: 'stack-started', at: 0, key: 'busy', stackName: 't-busy', action: 'update', since: -4_000 },
    ];
    expect(words(page([...attached, ...whole])))
      .to.include('Followed first')
      .and.include('it attached to them');
    expect(words(page(attached))).to.include('were followed only');
  });

  it('is nothing where nothing was begun', () => {
    expect(reportPage(halfway.slice(0, 1), 'x')).to.equal(undefined);
  });

  it('needs nothing from anywhere: no script, no address that is fetched', () => {
    const text = page(manyStacks.running);
    expect(text).to.not.match(/<script|<link|<img|<iframe|@import|url\((?!#)|\ssrc=/);
    expect(text).to.include("default-src 'none'");
    expect(text)
      .to.match(/prefers-color-scheme:dark/)
      .and.match(/@media print/);
  });
});

describe('reportPage, of hostile names', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror='alert(2)'>&amp;\u0000\u001B[31m</title></style>`;
  const events: readonly DeployEvent[] = JSON.parse(
    JSON.stringify(whole)
      .replaceAll('"iam"', JSON.stringify(`iam${evil}`))
      .replaceAll('WorkerBoundary', JSON.stringify(evil).slice(1, -1))
      .replaceAll('Syntax errors in policy.', JSON.stringify(evil).slice(1, -1))
      .replaceAll('templates/iam.yaml', JSON.stringify(evil).slice(1, -1)),
  ) as readonly DeployEvent[];

  it('shows them as they are, and lets none become a tag or an attribute', () => {
    const text = page([...events, { type: 'notice', message: evil }], evil);
    expect(text).to.not.match(/<script|<img/i);
    expect(text.includes('\u0000') || text.includes('\u001B')).to.equal(false);
    expect(text).to.include('&lt;script&gt;alert(1)&lt;/script&gt;').and.include('&amp;amp;');
    // Every tag is one of ours, with attributes in quotes that hold no quote.
    const tags = text.replace(/<style>[\s\S]*?<\/style>/, '').match(/<[^>]*>/g) ?? [];
    expect(tags.length).to.be.greaterThan(100);
    for (const tag of tags) {
      expect(tag).to.match(/^<(!doctype html|\/?[a-z][a-z0-9]*( [a-zA-Z][a-zA-Z0-9-]*(="[^"<>]*")?)*\/?)>$/i);
    }
    const names = tags.flatMap(tag => [...tag.matchAll(/ ([a-zA-Z0-9-]+)="/g)].map(([, name]) => name));
    expect(names.filter(name => name?.startsWith('on'))).to.deep.equal([]);
  });

  it('makes no link of what is none', () => {
    const withLink = (consoleUrl: string) =>
      page(
        whole.map(event =>
          event.type === 'failure' ? { ...event, card: { ...event.card, consoleUrl } } : event,
        ),
      );
    expect(withLink('javascript:alert(1)')).to.not.include('href');
    expect(withLink('https://console.aws.amazon.com/x?a=1&b="')).to.include(
      'href="https://console.aws.amazon.com/x?a=1&amp;b=&quot;"',
    );
  });
});
