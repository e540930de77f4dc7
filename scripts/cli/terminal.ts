/** A stream to write to, and what it is connected to. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** The three streams and the variables of one process: what a command may read from and write to. */
export interface Terminal {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: NodeJS.ProcessEnv;
}

/** True where a question can be asked: someone reads standard error and types on standard input. */
export function canAsk({ stdin, stderr }: Terminal): boolean {
  return stdin.isTTY === true && stderr.isTTY === true;
}

/** True where lines can be redrawn in place. A dumb terminal and a build log cannot. */
export function canRedraw({ stderr, env }: Terminal): boolean {
  return stderr.isTTY === true && env.TERM !== 'dumb' && (env.CI ?? '') === '';
}

/** The width to lay text out in, with 80 columns where none is known. */
export function widthOf(stream: OutputStream): number {
  return stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80;
}

/** The width that a table may take: who reads it from a pipe or a file wants its lines whole. */
export function tableWidthOf(stream: OutputStream): number {
  return stream.columns === undefined ? Number.POSITIVE_INFINITY : widthOf(stream);
}

/** Decides about colors: FORCE_COLOR first, then NO_COLOR, then whether the stream is a terminal that has them. */
export function wantsColor(stream: OutputStream, env: NodeJS.ProcessEnv): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if ((env.NO_COLOR ?? '') !== '') return false;
  return stream.isTTY === true && env.TERM !== 'dumb';
}
