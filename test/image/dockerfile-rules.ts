import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyOf, execForm, type Instruction, lastOf, parseDockerfile, type Stage } from './dockerfile.ts';

/** What the image must be, as far as the Dockerfile can say it. Each breach is one sentence. */
export type DockerfileRule = (stages: readonly Stage[], context: DockerContext) => Iterable<string>;

export interface DockerContext {
  /** The folder that is built. */
  readonly root: string;
  /** The Node version of package.json. */
  readonly node: string;
}

export const DOCKERFILE_RULES = {
  *'names its images exactly'(stages, { node }) {
    for (const { image } of stages) {
      if (stages.some(({ name }) => name === image)) continue;
      const tag = /:([^:/@]+)(?:@sha256:[0-9a-f]{64})?$/.exec(image)?.[1];
      if (tag === undefined || tag === 'latest') yield `${image} has no tag`;
      else if (!tag.startsWith(`${node}-`)) yield `${image} is not Node ${node}`;
    }
  },
  *'is small: the last stage holds no more than Node and what another stage made'(stages) {
    const last = stages.at(-1);
    if (!last?.image.endsWith('-slim')) yield `${last?.image} is not slim`;
    for (const { name, flags, line } of last?.instructions ?? []) {
      if (name === 'RUN') yield `line ${line} runs something in the last stage`;
      if (name === 'COPY' && flags.from === undefined)
        yield `line ${line} copies sources into the last stage`;
    }
  },
  *'has no dev dependencies'(stages) {
    for (const { text, line } of instructionsOf(stages, 'RUN')) {
      if (/\bnpm (i|install|add)\b/.test(text)) yield `line ${line} does not install from the lock file`;
      if (/\bnpm ci\b/.test(text) && !text.includes('--omit=dev'))
        yield `line ${line} installs dev dependencies`;
    }
  },
  *'runs as a user who is not root, by number'(stages) {
    const user = lastOf(stages.at(-1), 'USER')?.text;
    if (!/^[1-9]\d*(:[1-9]\d*)?$/.test(user ?? '')) yield `runs as ${user ?? 'whoever the base image says'}`;
  },
  *'gets its signals: the entry point is in exec form'(stages) {
    const last = stages.at(-1);
    if (execForm(lastOf(last, 'ENTRYPOINT')) === undefined) yield 'the entry point is no list';
    if (lastOf(last, 'CMD') !== undefined && execForm(lastOf(last, 'CMD')) === undefined)
      yield 'CMD is no list';
  },
  *'is written to in /tmp alone, as a function is'(stages) {
    const last = stages.at(-1);
    if (!last?.instructions.some(isScratch)) yield 'an empty volume at /tmp would belong to root';
    for (const volume of instructionsOf(stages, 'VOLUME'))
      if (!isScratch(volume)) yield `line ${volume.line} declares a volume`;
  },
  *'copies only what there is'(stages, { root }) {
    for (const copy of instructionsOf(stages, 'COPY', 'ADD')) {
      const { from } = copy.flags;
      if (copy.name === 'ADD') yield `line ${copy.line} adds: COPY fetches and unpacks nothing`;
      if (from !== undefined && !stages.some(({ name }) => name === from)) yield `there is no stage ${from}`;
      if (from !== undefined) continue;
      for (const source of copyOf(copy).sources) {
        if (source === '.' || source.includes('*'))
          yield `line ${copy.line} copies whatever is there: ${source}`;
        else if (!existsSync(join(root, source)))
          yield `line ${copy.line} copies ${source}, which does not exist`;
      }
    }
  },
  *'holds no secret'(stages) {
    const secret = /(secret|token|password|api_?key|access_?key|credential)/i;
    for (const { name, text, line } of instructionsOf(stages, 'ARG', 'ENV', 'COPY', 'RUN')) {
      if (secret.test(text)) yield `line ${line}: ${name} names a secret, which stays in the image's history`;
    }
  },
} as const satisfies Record<string, DockerfileRule>;

/** All breaches of all rules: `rule: sentence`. */
export function findBreaches(text: string, context: DockerContext): readonly string[] {
  const stages = parseDockerfile(text);
  return Object.entries(DOCKERFILE_RULES).flatMap(([name, rule]: [string, DockerfileRule]) =>
    [...rule(stages, context)].map(breach => `${name}: ${breach}`),
  );
}

function instructionsOf(stages: readonly Stage[], ...names: readonly string[]): readonly Instruction[] {
  return stages.flatMap(({ instructions }) => instructions.filter(({ name }) => names.includes(name)));
}

function isScratch({ name, text }: Instruction): boolean {
  return name === 'VOLUME' && text === '["/tmp"]';
}
