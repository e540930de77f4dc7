import type { StackSource } from '../graph/graph.ts';
import { evaluate } from './evaluate.ts';
import { known, type Value } from './values.ts';

/** An output as far as it is known before the deploy. */
export interface EvaluatedOutput {
  readonly value: Value;
  /** The export's name; absent for an output that is not exported. */
  readonly exportName?: Value;
}

/** Works out the outputs of a stack offline. Those behind a false condition are left out. */
export function evaluateOutputs({ template, scope }: StackSource): ReadonlyMap<string, EvaluatedOutput> {
  const outputs = new Map<string, EvaluatedOutput>();
  for (const { name, condition, value, exportName } of template.outputs.values()) {
    if (condition !== undefined && scope.condition(condition) === false) continue;
    outputs.set(name, {
      value: value === undefined ? known(null) : evaluate(value, scope),
      ...(exportName === undefined ? {} : { exportName: evaluate(exportName, scope) }),
    });
  }
  return outputs;
}
