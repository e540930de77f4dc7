/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals. */
  readonly name: string;
  /** `--from=build` → `{ from: 'build' }`. */
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the flags, on one line. */
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/** What stands between two FROM. */
export interface Stage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile as far as ours go: no heredocs, no escape other than the backslash. */
export function parseDockerfile(text: string): readonly Stage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of readInstructions(text)) {
    if (instruction.name === 'FROM') {
      const [image = '', , name] = instruction.text.split(/\s+/);
      stages.push({ image, name, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return stages;
}

/** Instructions that say the same as `name`, of the last stage that has any. */
export function lastOf(stage: Stage | undefined, name: string): Instruction | undefined {
  return stage?.instructions.findLast(instruction => instruction.name === name);
}

/** The list of an exec form. `undefined`: it is the shell form, or there is none. */
export function execForm(instruction: Instruction | undefined): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(instruction?.text ?? '');
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** What a COPY copies, and where to. */
export function copyOf({ text }: Instruction): {
  readonly sources: readonly string[];
  readonly target: string;
} {
  const words = text.split(/\s+/);
  return { sources: words.slice(0, -1), target: words.at(-1) ?? '' };
}

function* readInstructions(text: string): Generator<Instruction> {
  let whole = '';
  let first = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    if (whole === '') first = index + 1;
    whole += line.replace(/\\\s*$/, '');
    if (/\\\s*$/.test(line)) continue;
    yield parseInstruction(whole, first);
    whole = '';
  }
}

function parseInstruction(whole: string, line: number): Instruction {
  const [, name = '', flags = '', text = ''] = /^\s*(\w+)\s+((?:--\S+\s+)*)(.*?)\s*$/.exec(whole) ?? [];
  const pairs = [...flags.matchAll(/--(\w+)(?:=(\S+))?/g)].map(([, key = '', value = '']) => [key, value]);
  return {
    name: name.toUpperCase(),
    flags: Object.fromEntries(pairs),
    text: text.replace(/\s+/g, ' '),
    line,
  };
}
