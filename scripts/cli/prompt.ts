import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/**
 * Asks a question on standard error and reads one line. `undefined`: there was no answer (end of input, or `signal`).
 * The terminal stays in its cooked mode, so that Ctrl-C remains a signal.
 */
export async function ask(
  question: string,
  { stdin, stderr }: Pick<Terminal, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    stderr.write(question);
    const ended = new Promise<undefined>(resolve => lines.once('close', () => resolve(undefined)));
    const answered = new Promise<string>(resolve => lines.once('line', resolve));
    const stopped = new Promise<undefined>(resolve => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const answer = await Promise.race([answered, ended, stopped]);
    if (answer === undefined) stderr.write('\n');
    return answer?.trim();
  } finally {
    lines.close();
  }
}

/** Asks a yes-or-no question. Everything but `y` and `yes` is a no. */
export async function confirm(
  question: string,
  terminal: Pick<Terminal, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await ask(`${question} [y/N] `, terminal, signal);
  return answer !== undefined && /^y(es)?$/i.test(answer);
}

/** Asks for a word to be typed in full: the consent to what cannot be undone. */
export async function confirmTyped(
  question: string,
  word: string,
  terminal: Pick<Terminal, 'stdin' | 'stderr'>,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await ask(`${question}\nType "${word}" to go on: `, terminal, signal);
  return answer === word;
}
