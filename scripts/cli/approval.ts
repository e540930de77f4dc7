import { CloudpoolError } from '../errors.ts';
import { type CommandContext, say } from './command-context.ts';
import { confirm, confirmTyped } from './prompt.ts';
import type { Renderer } from './render/renderer.ts';
import { canAsk } from './terminal.ts';

export interface ApprovalOptions {
  readonly question: string;
  /** `--yes`: the answer to the one question. */
  readonly yes: boolean;
  /** Has to be typed in full, where a yes is not enough. */
  readonly typed?: string;
}

/** Refuses, before anything is done, a command that will have to ask and cannot; `hint` says what can be done then. */
export function requireApproval({ terminal }: CommandContext, yes: boolean, hint = UNATTENDED): void {
  if (yes || canAsk(terminal)) return;
  throw new CloudpoolError('This needs an approval, and there is no terminal to ask on.', {
    code: 'APPROVAL_NEEDED',
    exitCode: 2,
    hint,
  });
}

const UNATTENDED = 'Run it in a terminal, or approve with --yes. "plan" shows what would happen.';

/** Asks the one question below the plan, with the board out of the way. */
export async function approve(
  context: CommandContext,
  renderer: Pick<Renderer<never>, 'pause'>,
  { question, yes, typed }: ApprovalOptions,
): Promise<boolean> {
  if (yes) return true;
  const { terminal, signal, style } = context;
  renderer.pause();
  say(context, '');
  const asked = style.bold(question);
  return typed === undefined
    ? await confirm(asked, terminal, signal)
    : await confirmTyped(asked, typed, terminal, signal);
}
