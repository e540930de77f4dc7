import type { Style } from '../style.ts';

/**
 * Writes a line of a worker's log for people. What a task said comes first, then whose it is: `Hello, Ada!  run/7`. An event
 * of the worker itself is its name and its fields: `give-back  run=… chunk=3`. Any other line stays as it is.
 */
export function workerLine(text: string, style: Style): string {
  const entry = readEntry(text);
  if (entry === undefined) return text;
  const { message, event, ...fields } = entry;
  const { run, task, attempt } = fields;
  if (typeof message === 'string' && run !== undefined) {
    const again = attempt === 1 ? '' : `, attempt ${String(attempt)}`;
    return `${message}  ${style.dim(`${String(run)}/${String(task)}${again}`)}`;
  }
  if (typeof event !== 'string') return text;
  const written = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [event, ...(written.length === 0 ? [] : [style.dim(written.join(' '))])].join('  ');
}

function readEntry(text: string): Readonly<Record<string, unknown>> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
