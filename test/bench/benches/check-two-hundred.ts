import { check } from '../../../scripts/deploy/check.ts';
import { SIX_STACKS, type TinyStacks, tinyEnvironment } from '../../support/tiny-stacks.ts';
import { CLOUDPOOL, costOfNode, timeNode } from '../child.ts';
import { measureByTurns } from '../measure.ts';
import { type Row, ratio } from '../report.ts';
import type { Bench } from './bench.ts';

const STACKS = 200;
const IMPORTS = 1_000;

/** `check` of an environment that is larger than anybody's, beside one of six stacks. No emulator is needed. */
export const checkTwoHundred: Bench = {
  name: 'check-200',
  title: `check of ${STACKS} stacks with ${IMPORTS} imports`,
  run: async ({ rounds, signal, progress }) => {
    const endpoint = 'http://127.0.0.1:1';
    const large = tinyEnvironment({ endpoint, prefix: 'large' });
    large.write(manyStacks());
    const { edges } = check(large.file, { root: large.root, variables: {} });
    if (edges.length !== IMPORTS) throw new Error(`${edges.length} imports`);
    const small = tinyEnvironment({ endpoint, prefix: 'small' });
    small.write(SIX_STACKS);
    let text = 0;
    const anew = () => {
      text += 1;
      large.write(manyStacks(), `text ${text}`);
    };
    const checked = (file: string) => ({ args: [CLOUDPOOL, 'check', '-e', file], signal });
    const samples = await measureByTurns(
      {
        bare: () => timeNode({ args: ['-e', '0'], signal }),
        small: () => timeNode(checked(small.file)),
        // Templates that were read before are kept, parsed; these nobody has read.
        unread: () => {
          anew();
          return timeNode(checked(large.file));
        },
        large: () => timeNode(checked(large.file)),
        memory: async () => {
          anew();
          return (await costOfNode(checked(large.file))).peakMb;
        },
      },
      { rounds, signal, progress },
    );
    large.remove();
    small.remove();
    const row = (what: string, name: 'bare' | 'small' | 'large' | 'unread'): Row => ({
      what,
      samples: samples[name],
      unit: 's',
    });
    const ofLarge = row(`cloudpool check of ${STACKS} stacks`, 'large');
    const ofUnread = row('the same, templates never read before', 'unread');
    const ofSmall = row('cloudpool check of six stacks', 'small');
    return {
      rows: [
        row('node -e 0', 'bare'),
        ofSmall,
        ofLarge,
        ofUnread,
        { what: 'peak memory of the check of 200', samples: samples.memory, unit: 'MB' },
      ],
      ratios: [
        ratio('200 stacks / six stacks', ofLarge, ofSmall),
        ratio('200 stacks never read before / six stacks', ofUnread, ofSmall),
      ],
    };
  },
};

/** Each imports from the five before it, the last ones from a few more. */
function manyStacks(): TinyStacks {
  const fewer = 5 + 4 + 3 + 2 + 1;
  return Object.fromEntries(
    Array.from({ length: STACKS }, (_, at) => {
      const imports = at >= STACKS - fewer ? 6 : 5;
      const from = Array.from({ length: Math.min(at, imports) }, (_, back) => `s${at - 1 - back}`);
      return [`s${at}`, from] as const;
    }),
  );
}
