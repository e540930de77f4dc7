import type { DeployEvent } from '../../deploy/events.ts';
import { emptyTimeline, nextTimeline } from '../../deploy/report/timeline.ts';
import { type CommandContext, printJson, say } from '../command-context.ts';
import { styleFor } from '../style.ts';
import { type OutputStream, widthOf } from '../terminal.ts';
import { deployBoard } from './deploy-board.ts';
import { lastingLines } from './deploy-lines.ts';
import { createDeployLog } from './deploy-log.ts';
import { createLiveScreen } from './live-screen.ts';
import { lineRenderer, type Renderer, renderMode } from './renderer.ts';

export interface DeployRendererOptions {
  /** The heading of the board: `Deploying cloudpool-local`. */
  readonly title: string;
  /** Plans in one line per stack. */
  readonly brief?: boolean;
  /** Where the plan goes (default: standard error, with everything else). */
  readonly planTo?: OutputStream;
}

/** Shows the events of `plan`, `deploy` and `destroy` in the way that fits the output. */
export function createDeployRenderer(
  context: CommandContext,
  { title, brief = false, planTo }: DeployRendererOptions,
): Renderer<DeployEvent> {
  const mode = renderMode(context);
  const options = () => ({ style: context.style, width: widthOf(context.terminal.stderr), brief });
  if (mode === 'json') {
    const write = planTo === undefined ? publicEvent : planDocument;
    return lineRenderer(event => printJson(context, write(event)));
  }
  if (planTo !== undefined) return lineRenderer(event => writePlan(context, planTo, event));
  if (mode === 'lines') return createDeployLog((...lines) => say(context, ...lines), options);
  return boardRenderer(context, title, event => lastingLines(event, options()));
}

function boardRenderer(
  { terminal, style }: CommandContext,
  title: string,
  lasting: (event: DeployEvent) => string[],
): Renderer<DeployEvent> {
  let timeline = emptyTimeline;
  const after: string[] = [];
  const screen = createLiveScreen(terminal.stderr, frame => deployBoard(title, timeline, frame, style));
  return {
    report: event => {
      timeline = nextTimeline(timeline, event);
      const lines = lasting(event);
      // Cards and the sum stand below the finished board; everything else scrolls away above it.
      if (event.type === 'failure' || event.type === 'apply-ended') after.push(...lines);
      else screen.persist(lines);
      if (event.type === 'apply-started') screen.resume();
    },
    pause: () => screen.pause(),
    resume: () => screen.resume(),
    close: () => {
      screen.close();
      if (after.length > 0) terminal.stderr.write(`${after.join('\n')}\n`);
    },
  };
}

/** A plan carries all that is needed to apply it; the world gets what it says. */
function publicEvent(event: DeployEvent): object {
  return event.type === 'plan' ? { ...planDocument(event), approval: event.approval } : event;
}

/**
 * What `plan --json` prints: the same for the same templates and stacks, so that a pull request can show it. `version`
 * counts the changes that a reader would have to follow.
 */
function planDocument(event: DeployEvent): object {
  if (event.type !== 'plan') return event;
  const stacks = event.stacks.map(
    ({ key, stackName, action, reasons, rows, marks = [], after, waits, expected, price }) => {
      return { key, stackName, action, reasons, rows, marks, after, waits, expected, price };
    },
  );
  const { orphans = [], expected, prices } = event;
  return { type: 'plan', version: 1, stacks, orphans, expected, prices };
}

function writePlan(context: CommandContext, stream: OutputStream, event: DeployEvent): void {
  const style = styleFor(stream, context.terminal.env);
  const lines = lastingLines(event, { style, width: widthOf(stream) });
  if (event.type === 'plan') stream.write(`${lines.join('\n')}\n`);
  else say(context, ...lines);
}
