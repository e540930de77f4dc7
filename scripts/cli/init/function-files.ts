/** A file to be written: its path from the repository's root, and its text. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

/** Writes the files of a new function: a small one that works, the input that `invoke` sends to it, and its test. */
export function functionFiles(name: string): readonly NewFile[] {
  return [
    { path: `functions/${name}/index.ts`, text: FUNCTION },
    { path: `functions/${name}/event.json`, text: '{ "text": "one two three" }\n' },
    { path: `test/functions/${name}/index.test.ts`, text: testOf(name) },
  ];
}

const FUNCTION = `import { task } from '../runtime/index.ts';

/** One task: a line of the input. */
export interface Input {
  readonly text: string;
}

/** The \`value\` of its result. */
export interface Output {
  readonly words: number;
}

/** Counts the words of a text. Replace it with your own work: it may be async, and it may import npm packages. */
export function work({ text }: Input): Output {
  return { words: text.split(/\\s+/).filter(word => word !== '').length };
}

export const handler = task(work, { concurrency: 10, timeout: 30 });
`;

function testOf(name: string): string {
  return `import { expect } from 'chai';
import { work } from '../../../functions/${name}/index.ts';

describe('${name}', () => {
  it('counts the words of a text', () => {
    expect(work({ text: 'one two  three' })).to.deep.equal({ words: 3 });
  });

  it('finds no word in an empty text', () => {
    expect(work({ text: '' })).to.deep.equal({ words: 0 });
  });
});
`;
}
