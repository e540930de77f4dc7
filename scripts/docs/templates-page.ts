import { join } from 'node:path';
import { templateNames } from '../deploy/environment/files.ts';
import { loadTemplate, type Output, type Template } from '../deploy/template/template.ts';
import type { Problems } from '../deploy/yaml/problems.ts';
import { child, entriesOf, itemsOf, type Tree, textOf } from '../deploy/yaml/tree.ts';
import { code, oneLine, table } from './markdown.ts';
import { describeParameter } from './parameter.ts';

/** Writes the page about `templates/`: for each its parameters, resources, and exports with who imports them. */
export function templatesPage(root: string): string {
  const templates = readTemplates(root);
  const importers = findImporters(templates);
  const names = [...templates.keys()];
  return [
    '<!-- Made from templates/*.yaml by `make docs`. -->',
    '# Templates',
    '',
    'What each template takes, makes and gives to others. `E` in an export stands for the name of its stack.',
    '',
    ...names.map(name => `- [${name}](#${name})`),
    ...[...templates].flatMap(([name, template]) => ['', ...describeTemplate(name, template, importers)]),
    '',
  ].join('\n');
}

function readTemplates(root: string): ReadonlyMap<string, Template> {
  const problems: Problems = [];
  const read = templateNames(root).flatMap(name => {
    const file = join(root, 'templates', `${name}.yaml`);
    const template = loadTemplate({ root, file, shown: `templates/${name}.yaml` }, problems);
    return template === undefined ? [] : [[name, template] as const];
  });
  if (problems.length > 0) throw new Error(`templates/ has problems: ${problems[0]?.message}`);
  return new Map(read);
}

function describeTemplate(name: string, template: Template, importers: Importers): readonly string[] {
  const parameters = entriesOf(child(template.tree, 'Parameters'));
  const rules = [...template.rules.values()].flatMap(({ value }) => itemsOf(child(value, 'Assertions')));
  const refusals = rules.flatMap(rule => textOf(child(rule, 'AssertDescription')) ?? []);
  return [
    `## ${name}`,
    '',
    `${textOf(child(template.tree, 'Description')) ?? ''}. [templates/${name}.yaml](../templates/${name}.yaml)`,
    ...table('Parameter | Default | Takes | What it is', parameters.map(describeParameter)),
    ...(refusals.length === 0 ? [] : ['', ...refusals.map(text => `- Refused: ${oneLine(text)}.`)]),
    ...table(
      'Resource | Type | Only if',
      [...template.resources.values()].map(({ logicalId, type, condition }) => [
        code(logicalId),
        code(type),
        condition === undefined ? '' : code(condition),
      ]),
    ),
    ...table(
      'Output | What it is | Export | Imported by',
      [...template.outputs.values()].map(output => describeOutput(name, output, template, importers)),
    ),
  ];
}

function describeOutput(
  template: string,
  { name, exportName, condition }: Output,
  { tree }: Template,
  importers: Importers,
): readonly string[] {
  const what = textOf(child(child(child(tree, 'Outputs'), name), 'Description')) ?? '';
  const suffix = suffixOf(exportName, 'AWS::StackName');
  const users = importers.get(`${template}-${suffix}`) ?? [];
  return [
    code(name),
    `${oneLine(what)}${condition === undefined ? '' : ` (only if \`${condition}\`)`}`,
    suffix === undefined ? '' : code(`E-${suffix}`),
    users.join(', '),
  ];
}

/** `<template>-<suffix of the export>` → the templates that import it. */
type Importers = ReadonlyMap<string, readonly string[]>;

// A parent stack comes in by the parameter `<Template>StackName`: its name says which template it is made from.
function findImporters(templates: ReadonlyMap<string, Template>): Importers {
  const importers = new Map<string, string[]>();
  for (const [name, { tree }] of templates) {
    for (const imported of importedNames(tree)) {
      const [, parent = '', suffix = ''] = /^\$\{(\w+)StackName\}-(\w+)$/.exec(imported) ?? [];
      const key = `${parent.toLowerCase()}-${suffix}`;
      const users = importers.get(key) ?? [];
      if (!users.includes(name)) importers.set(key, [...users, name]);
    }
  }
  return importers;
}

function importedNames(tree: Tree): readonly string[] {
  const inner = [...itemsOf(tree), ...entriesOf(tree).map(({ value }) => value)].flatMap(importedNames);
  const name = child(child(tree, 'Fn::ImportValue'), 'Fn::Sub');
  return name === undefined ? inner : [textOf(name) ?? '', ...inner];
}

function suffixOf(name: Tree | undefined, variable: string): string | undefined {
  const text = textOf(child(name, 'Fn::Sub'));
  const start = `\${${variable}}-`;
  return text?.startsWith(start) ? text.slice(start.length) : undefined;
}
