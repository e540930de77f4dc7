import { CloudpoolError } from '../../errors.ts';
import { stackNode } from '../plan/selection.ts';
import { findViolation } from '../template/constraints.ts';
import type { DeployGraph } from './graph.ts';

export interface ParameterChange {
  /** The stack's key. */
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/**
 * The same graph with another value for one parameter of one stack, in place of what the file says. For parameters that
 * no other stack hangs on.
 *
 * @throws CloudpoolError (exit 2) for an unknown parameter, a value that the template refuses, or `{ keep: … }`, whose
 * own value the stack alone knows
 */
export function withParameter(graph: DeployGraph, { key, name, value }: ParameterChange): DeployGraph {
  const node = stackNode(graph, key);
  const parameter = node.template.parameters.get(name);
  if (parameter === undefined) throw refused(`The template of the stack ${key} has no parameter ${name}.`);
  if (node.keeps.has(name)) {
    throw refused(`${name} of the stack ${key} is kept as it stands.`, 'Give it a value in the file.');
  }
  const violation = findViolation(parameter, value);
  if (violation !== undefined) throw refused(`${violation.message}.`, violation.hint);
  const parameters = new Map(node.parameters).set(name, value);
  return { ...graph, nodes: new Map(graph.nodes).set(key, { ...node, parameters }) };
}

function refused(message: string, hint?: string): CloudpoolError {
  return new CloudpoolError(message, { code: 'PARAMETER_REFUSED', exitCode: 2, hint });
}
