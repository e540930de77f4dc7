import { parseYaml } from '../../scripts/deploy/yaml/parse.ts';
import { child, entriesOf, itemsOf, type Tree, textOf } from '../../scripts/deploy/yaml/tree.ts';

/** What the in-memory CloudFormation sees of a template. */
export interface SeenTemplate {
  readonly resources: readonly SeenResource[];
  readonly outputs: readonly {
    readonly name: string;
    readonly value: string;
    readonly exportName: string | undefined;
  }[];
  /** Names of the exports that it imports. */
  readonly imports: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
}

export interface SeenResource {
  readonly logicalId: string;
  readonly type: string;
  /** Everything about it, parameters filled in: another text is another resource. */
  readonly fingerprint: string;
  readonly deletionPolicy: string;
  /** Of a nested stack. */
  readonly templateUrl?: string;
}

/** Reads a template as far as the fake needs: Ref and Sub of parameters and the stack's name, exports, imports. */
export function seeTemplate(
  text: string,
  stackName: string,
  passed: ReadonlyMap<string, string>,
): SeenTemplate {
  const tree = parseYaml('template', text, []);
  const parameters = new Map(
    entriesOf(child(tree, 'Parameters')).map(({ key, value }) => {
      const given = passed.get(key) ?? textOf(child(value, 'Default'));
      if (given === undefined) throw new Error(`Parameters: [${key}] must have values`);
      return [key, given] as const;
    }),
  );
  const names = new Map([...parameters, ['AWS::StackName', stackName], ['AWS::Region', 'us-east-1']]);
  const imports: string[] = [];
  const render = (node: Tree | undefined): string => renderTree(node, names, imports);
  return {
    parameters,
    resources: entriesOf(child(tree, 'Resources')).map(({ key, value }) => ({
      logicalId: key,
      type: textOf(child(value, 'Type')) ?? '',
      fingerprint: render(value),
      deletionPolicy: textOf(child(value, 'DeletionPolicy')) ?? 'Delete',
      templateUrl: render(child(child(value, 'Properties'), 'TemplateURL')),
    })),
    outputs: entriesOf(child(tree, 'Outputs')).map(({ key, value }) => {
      const exported = child(child(value, 'Export'), 'Name');
      return { name: key, value: render(child(value, 'Value')), exportName: exported && render(exported) };
    }),
    imports,
  };
}

function renderTree(node: Tree | undefined, names: ReadonlyMap<string, string>, imports: string[]): string {
  if (node === undefined) return '';
  if (node.kind === 'scalar') return textOf(node) ?? '';
  const render = (inner: Tree | undefined) => renderTree(inner, names, imports);
  if (node.kind === 'list') return `[${itemsOf(node).map(render).join(',')}]`;
  const [call] = entriesOf(node);
  if (call?.key === 'Ref') return names.get(textOf(call.value) ?? '') ?? `<${textOf(call.value)}>`;
  if (call?.key === 'Fn::Sub') {
    return (textOf(call.value) ?? '').replaceAll(
      /\$\{([^}]+)\}/g,
      (_, name: string) => names.get(name) ?? `<${name}>`,
    );
  }
  if (call?.key === 'Fn::ImportValue') {
    const name = render(call.value);
    imports.push(name);
    return `import:${name}`;
  }
  return `{${entriesOf(node)
    .map(({ key, value }) => `${key}:${render(value)}`)
    .join(',')}}`;
}
