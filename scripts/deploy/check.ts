import { isAbsolute } from 'node:path';
import { type EnvironmentOptions, readEnvironment } from './environment/environment.ts';
import { relativeTo } from './environment/files.ts';
import { buildGraph, type DeployGraph } from './graph/graph.ts';
import { loadTemplate, type Template } from './template/template.ts';
import { type Problems, refuse } from './yaml/problems.ts';

/**
 * Proves an environment and its templates offline and returns the graph. Reads files only: no network, no credentials.
 * Throws one ProblemsError with everything that is wrong, in the environment file and in all templates.
 */
export function check(nameOrFile: string, options: EnvironmentOptions): DeployGraph {
  const problems: Problems = [];
  const environment = readEnvironment(nameOrFile, options, problems);
  const graph =
    environment &&
    buildGraph(environment, loadTemplates(environment.stacks.values(), options, problems), problems);
  const named = environment?.file ?? nameOrFile;
  refuse(problems, isAbsolute(named) ? relativeTo(options.root, named) : named);
  if (graph === undefined) throw new Error(`${nameOrFile} was refused without a reason`);
  return graph;
}

function loadTemplates(
  entries: Iterable<{ readonly templateFile: string }>,
  { root }: EnvironmentOptions,
  problems: Problems,
): ReadonlyMap<string, Template> {
  const templates = new Map<string, Template>();
  const files = new Set([...entries].map(entry => entry.templateFile).filter(file => file !== ''));
  for (const file of files) {
    const template = loadTemplate({ root, file, shown: relativeTo(root, file) }, problems);
    if (template !== undefined) templates.set(file, template);
  }
  return templates;
}
