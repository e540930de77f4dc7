import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Key → keys of the stacks that it imports from. */
export type TinyStacks = Readonly<Record<string, readonly string[]>>;

/** The shape of a real environment: three stacks that need nothing, one that needs all of them, two that need that one. */
export const SIX_STACKS: TinyStacks = {
  network: [],
  iam: [],
  storage: [],
  pool: ['network', 'iam', 'storage'],
  fargate: ['pool'],
  watch: ['pool'],
};

/** Seconds that each of the six takes: network → pool → fargate is the longest way, 45 s. */
export const SIX_SECONDS: Readonly<Record<string, number>> = {
  network: 22,
  iam: 6,
  storage: 14,
  pool: 12,
  fargate: 11,
  watch: 8,
};
export const SIX_CRITICAL_SECONDS = 45;

/** An environment of stacks that hold a topic each. */
export interface TinyEnvironment {
  /** A folder with `templates/` and `environments/`. */
  readonly root: string;
  /** The environment file, for `-e`. */
  readonly file: string;
  /** Writes templates and environment file; another text changes every stack, and none of its exports. */
  write(stacks: TinyStacks, text?: string): void;
  remove(): void;
}

/** Makes an environment in a folder of its own. Its stacks are called `<prefix>-<key>`. */
export function tinyEnvironment({
  endpoint,
  prefix,
}: {
  readonly endpoint: string;
  readonly prefix: string;
}): TinyEnvironment {
  const root = mkdtempSync(join(tmpdir(), 'cloudpool-tiny-'));
  for (const folder of ['templates', 'environments']) mkdirSync(join(root, folder));
  const file = join(root, 'environments', 'tiny.yaml');
  return {
    root,
    file,
    write: (stacks, text = 'a') => {
      const head = `region: us-east-1\nprefix: ${prefix}\nendpoint: ${endpoint}\nstacks:\n`;
      const entries = Object.entries(stacks).map(([key, imports]) => {
        writeFileSync(join(root, 'templates', `${key}.yaml`), template(text, imports));
        const parameters = imports.map(name => `      ${parameterOf(name)}: { stack: ${name} }\n`);
        const given = parameters.length === 0 ? '' : `    parameters:\n${parameters.join('')}`;
        return `  ${key}:\n    template: ../templates/${key}.yaml\n${given}`;
      });
      writeFileSync(file, head + entries.join(''));
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function template(text: string, imports: readonly string[]): string {
  const parameters = imports.map(name => `  ${parameterOf(name)}: { Type: String }\n`);
  const imported = imports.map(
    name =>
      `        - Key: ${name}\n          Value:\n            Fn::ImportValue: !Sub '\${${parameterOf(name)}}-Name'\n`,
  );
  return `${parameters.length === 0 ? '' : `Parameters:\n${parameters.join('')}`}Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: ${text}
${imported.length === 0 ? '' : `      Tags:\n${imported.join('')}`}Outputs:
  Name:
    Value: !GetAtt Topic.TopicName
    Export: { Name: !Sub '\${AWS::StackName}-Name' }
`;
}

function parameterOf(key: string): string {
  return `${key[0]?.toUpperCase()}${key.slice(1).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}StackName`;
}
