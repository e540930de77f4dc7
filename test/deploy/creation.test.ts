import { expect } from 'chai';
import { isCreatedAtOnce } from '../../scripts/deploy/plan/creation.ts';
import { parseTemplate } from '../../scripts/deploy/template/template.ts';
import { createScope } from '../../scripts/deploy/values/scope.ts';
import { createBench } from './support.ts';

const TOPIC = 'Resources:\n  Topic: { Type: AWS::SNS::Topic }\n';

/** What it is → the template, and whether CloudFormation can add nothing to what stands in it. */
const TEMPLATES: Readonly<Record<string, readonly [text: string, certain: boolean]>> = {
  'only resources': [TOPIC, true],
  'a condition that is known': [
    `Conditions:\n  Yes: !Equals [a, a]\nResources:\n  Topic: { Type: AWS::SNS::Topic, Condition: Yes }\n`,
    true,
  ],
  'a condition that is known to be false': [
    `Conditions:\n  No: !Equals [a, b]\n${TOPIC}  Other: { Type: AWS::SNS::Topic, Condition: No }\n`,
    true,
  ],
  'a condition on a parameter of SSM': [
    `Parameters:\n  Stage: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /stage }\nConditions:\n  Live: !Equals [!Ref Stage, live]\n${TOPIC}  Other: { Type: AWS::SNS::Topic, Condition: Live }\n`,
    false,
  ],
  'a macro': [`Transform: Somebodys-Macro\n${TOPIC}`, false],
  'a macro inside': [
    `Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Fn::Transform: { Name: AWS::Include, Parameters: { Location: s3://a/b } }\n`,
    false,
  ],
  'the language extensions': [`Transform: AWS::LanguageExtensions\n${TOPIC}`, false],
  'a nested stack': [
    `${TOPIC}  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: https://a } }\n`,
    false,
  ],
  'a module': [`${TOPIC}  Inner: { Type: 'My::Topic::Plain::MODULE' }\n`, false],
};

describe('isCreatedAtOnce', () => {
  const judge = (text: string, status?: string) => {
    const bench = createBench();
    const { graph } = bench.context({ one: {} });
    bench.dispose();
    const node = graph.nodes.get('one');
    const template = parseTemplate({ file: 'one.yaml', shown: 'one.yaml' }, text, []);
    if (template === undefined || node === undefined) throw new Error('no template');
    const scope = createScope(graph.environment, node.entry, template);
    return isCreatedAtOnce({ template, scope }, status === undefined ? undefined : { status });
  };

  for (const [what, [text, certain]] of Object.entries(TEMPLATES)) {
    it(`answers ${certain ? 'yes' : 'no'} for ${what}`, () => {
      expect(judge(text)).to.equal(certain);
    });
  }

  it('takes what was deleted for new, but not the shell of a stack', () => {
    expect(judge(TOPIC, 'DELETE_COMPLETE')).to.equal(true);
    expect(judge(TOPIC, 'ROLLBACK_COMPLETE')).to.equal(true);
    expect(judge(TOPIC, 'REVIEW_IN_PROGRESS')).to.equal(false);
  });
});
