import { resume } from '../../pool/commands/resume.ts';
import type { CommandContext, ExitCode } from '../command-context.ts';
import { createRunRenderer } from '../render/run-renderer.ts';
import { onPools } from '../session.ts';
import { exitCodeOfRun, outputOf } from './run.ts';

export interface ResumeOptions {
  readonly run: string;
  readonly output?: string | undefined;
  readonly unordered?: true | undefined;
  readonly force?: true | undefined;
}

/** Goes on with a run, from any machine. */
export async function resumeCommand(context: CommandContext, options: ResumeOptions): Promise<ExitCode> {
  const { run, force, unordered } = options;
  const renderer = createRunRenderer(context);
  const settings = { run, force, output: outputOf(context, options.output), ordered: !unordered };
  return exitCodeOfRun(await onPools(context, renderer, pools => resume(pools, settings)));
}
