import type { Position } from '../../errors.ts';
import type { Environment, StackEntry } from '../environment/environment.ts';
import { checkDependencies } from '../template/dependencies.ts';
import { checkQuotas } from '../template/quotas.ts';
import { expandTemplate, type Template } from '../template/template.ts';
import { createScope, type Scope, settingText } from '../values/scope.ts';
import type { Problems } from '../yaml/problems.ts';
import { findEdges } from './edges.ts';
import { indexExports } from './exports.ts';
import { checkLimits } from './limits.ts';
import { findCycles, reportCycle, sortInWaves } from './order.ts';
import { checkParameters } from './parameters.ts';
import { checkRules } from './rules.ts';
import { checkScheduledNames } from './scheduled-names.ts';
import { checkSchedules } from './schedules.ts';
import { checkTriggerLoops } from './trigger-loops.ts';

/** The stacks of an environment in the order that their templates prove. */
export interface DeployGraph {
  readonly environment: Environment;
  /** In file order. */
  readonly nodes: ReadonlyMap<string, StackNode>;
  readonly edges: readonly Edge[];
  /** Producers before consumers; otherwise in file order. */
  readonly order: readonly string[];
  /** For display: a stack stands in the first wave after all its producers. */
  readonly waves: readonly (readonly string[])[];
}

export interface StackNode {
  readonly key: string;
  readonly entry: StackEntry;
  readonly template: Template;
  /** What the file passes, `{ stack: x }` resolved; without CodeKey. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Parameters that keep the value which the stack has. */
  readonly keeps: ReadonlySet<string>;
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  /** What the names in its template stand for. */
  readonly scope: Scope;
}

/** One stack waits for another. */
export interface Edge {
  /** The producer. */
  readonly from: string;
  /** The consumer. */
  readonly to: string;
  /** strong = Fn::ImportValue, weak = Fn::GetStackOutput, function = its code lies in a bucket, after = the file says so. */
  readonly kind: 'strong' | 'weak' | 'function' | 'after';
  readonly at: Position;
  /** The export or output that it hangs on. */
  readonly via?: string;
  /** It hangs on a condition that is not known offline. */
  readonly may?: true;
}

/** A stack whose template could be read, before its edges are known. */
export type StackSource = Omit<StackNode, 'producers' | 'consumers'>;

/** Builds the graph of an environment from its parsed templates. What is wrong goes to `problems`. */
export function buildGraph(
  environment: Environment,
  templates: ReadonlyMap<string, Template>,
  problems: Problems,
): DeployGraph {
  const stacks = readStacks(environment, templates, problems);
  for (const stack of stacks.values()) {
    checkParameters(stack, problems);
    checkRules(stack, problems);
    checkLimits(stack, problems);
    checkScheduledNames(stack, problems);
    checkSchedules(stack, problems);
    checkQuotas(stack.template, problems);
    checkDependencies(stack.template, problems);
  }
  const source = { environment, stacks, exports: indexExports(stacks.values(), problems) };
  const edges = findEdges(source, problems);
  checkTriggerLoops(source, problems);
  const keys = [...stacks.keys()];
  for (const cycle of findCycles(keys, edges)) reportCycle(cycle, problems);
  const { order, waves } = sortInWaves(keys, edges);
  return { environment, nodes: connect(stacks, edges), edges, order, waves };
}

function readStacks(
  environment: Environment,
  templates: ReadonlyMap<string, Template>,
  problems: Problems,
): Map<string, StackSource> {
  const stacks = new Map<string, StackSource>();
  for (const [key, entry] of environment.stacks) {
    const written = templates.get(entry.templateFile);
    if (written === undefined) continue;
    const template = expandTemplate(written, createScope(environment, entry, written), problems);
    const settings = [...entry.parameters];
    stacks.set(key, {
      key,
      entry,
      template,
      parameters: new Map(
        settings.map(([name, setting]) => [name, settingText(setting, environment.prefix)]),
      ),
      keeps: new Set(settings.filter(([, setting]) => setting.kind === 'keep').map(([name]) => name)),
      scope: createScope(environment, entry, template),
    });
  }
  return stacks;
}

function connect(stacks: ReadonlyMap<string, StackSource>, edges: readonly Edge[]): Map<string, StackNode> {
  const unique = (keys: readonly string[]) => [...new Set(keys)];
  return new Map(
    [...stacks].map(([key, stack]) => [
      key,
      {
        ...stack,
        producers: unique(edges.filter(edge => edge.to === key).map(edge => edge.from)),
        consumers: unique(edges.filter(edge => edge.from === key).map(edge => edge.to)),
      },
    ]),
  );
}
