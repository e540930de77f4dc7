import type { LocalEvent } from '../../local/events.ts';
import { type CommandContext, printJson, say } from '../command-context.ts';
import { formatSeconds } from '../format.ts';
import { lineRenderer, type Renderer } from './renderer.ts';

/** Shows the events of `local`: a line each, or JSON. There is nothing to redraw. */
export function createLocalRenderer(context: CommandContext): Renderer<LocalEvent> {
  return lineRenderer(event => {
    if (context.options.json) printJson(context, event);
    else say(context, localLine(event));
  });
}

/** Writes one event of the local services as a line of text. */
export function localLine(event: LocalEvent): string {
  switch (event.type) {
    case 'installing':
      return `Installing ${event.what} …`;
    case 'starting':
      return `Starting the ${event.what} on ${event.address} …`;
    case 'ready':
      return `The ${event.what} answers on ${event.address} after ${formatSeconds(event.seconds)} (process ${event.pid}).`;
    case 'already-running':
      return `The ${event.what} runs on ${event.address} (process ${event.pid}).`;
    case 'stopped':
      return `The ${event.what} is stopped (process ${event.pid}).`;
    case 'not-running':
      return `The ${event.what} does not run.`;
    case 'notice':
      return `note: ${event.message}`;
  }
}
