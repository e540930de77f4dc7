import { expect } from 'chai';
import { requiredCapabilities } from '../../scripts/deploy/plan/capabilities.ts';
import { parseYaml } from '../../scripts/deploy/yaml/parse.ts';

function capabilities(text: string): readonly string[] {
  const tree = parseYaml('template', text, []);
  if (tree === undefined) throw new Error('no template');
  return requiredCapabilities(tree);
}

describe('requiredCapabilities', () => {
  const role = (properties = '') => `  Role: { Type: AWS::IAM::Role, Properties: {${properties}} }\n`;

  it('asks for nothing that is not needed', () => {
    expect(capabilities('Resources:\n  Topic: { Type: AWS::SNS::Topic }\n')).to.deep.equal([]);
    expect(capabilities(`Resources:\n${role()}`)).to.deep.equal(['CAPABILITY_IAM']);
    expect(capabilities(`Resources:\n${role('RoleName: r')}`)).to.deep.equal(['CAPABILITY_NAMED_IAM']);
  });

  it('only expands what loops write: it can be seen', () => {
    expect(capabilities(`Transform: AWS::LanguageExtensions\nResources:\n${role()}`)).to.deep.equal([
      'CAPABILITY_IAM',
      'CAPABILITY_AUTO_EXPAND',
    ]);
  });

  for (const [what, text] of [
    ['a macro', 'Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources: {}\n'],
    ['a nested stack', 'Resources:\n  Inner: { Type: AWS::CloudFormation::Stack }\n'],
    ['a module', 'Resources:\n  Inner: { Type: My::S3::Bucket::MODULE }\n'],
  ] as const) {
    it(`asks for all that ${what} may need, which nobody can see`, () => {
      expect(capabilities(text)).to.deep.equal(['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']);
    });
  }
});
