const LINES_PER_PIECE = 1_000;

/** Writes values as JSON lines, in pieces worth sending. What is no JSON (a function, `undefined`) fails the check later. */
export async function* inputLines(
  inputs: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<Uint8Array> {
  let lines: string[] = [];
  for await (const input of inputs) {
    lines.push(`${JSON.stringify(input)}\n`);
    if (lines.length < LINES_PER_PIECE) continue;
    yield Buffer.from(lines.join(''));
    lines = [];
  }
  if (lines.length > 0) yield Buffer.from(lines.join(''));
}
