import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../../scripts/deploy/check.ts';
import type { DeployGraph } from '../../../scripts/deploy/graph/graph.ts';
import { formatPosition, type Problem, ProblemsError } from '../../../scripts/errors.ts';

/** Files of a throw-away repository: path → text. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files into a fresh folder, hands its path to `use`, and removes it again. */
export function withFiles<Result>(files: Files, use: (root: string) => Result): Result {
  const root = mkdtempSync(join(tmpdir(), 'cloudpool-graph-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Checks `environments/test.yaml` of the files. */
export function checkFiles(files: Files, variables: NodeJS.ProcessEnv = {}): DeployGraph {
  return withFiles(files, root => check('test', { root, variables }));
}

/** What `check` refuses, a line a problem: `file:line:column CODE message | hint`. Nothing when all is well. */
export function problemsOf(files: Files, variables: NodeJS.ProcessEnv = {}): readonly string[] {
  try {
    checkFiles(files, variables);
    return [];
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems.map(formatProblem);
    throw error;
  }
}

export function formatProblem({ code, message, hint, at }: Problem): string {
  const place = at === undefined ? '' : `${formatPosition(at)} `;
  return `${place}${code} ${message}${hint === undefined ? '' : ` | ${hint}`}`;
}

/** One bad input and every line that `check` says about it. */
export interface BadCase {
  readonly it: string;
  /** Text of `environments/test.yaml`. */
  readonly environment?: string;
  /** Further files, beside the common ones. */
  readonly files?: Files;
  readonly variables?: NodeJS.ProcessEnv;
  readonly says: readonly string[];
}

/** Templates and functions that the cases share. */
export const commonFiles: Files = {
  'templates/a.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
  'templates/code.yaml': `Parameters:
  CodeKey: { Type: String }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
  'templates/named.yaml': `Parameters:
  Parent: { Type: String }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
  'templates/free.yaml': `Parameters:
  A: { Type: String }
  B: { Type: String }
  C: { Type: String }
  D: { Type: String }
  E: { Type: String }
  F: { Type: String }
  G: { Type: String }
Resources:
  Topic: { Type: AWS::SNS::Topic }
`,
  'templates/ex.yaml': `Resources:
  Topic: { Type: AWS::SNS::Topic }
Outputs:
  O: { Value: v, Export: { Name: !Sub '\${AWS::StackName}-TopicArn' } }
`,
  'functions/hello/index.ts': '',
  'functions/runtime/index.ts': '',
};
