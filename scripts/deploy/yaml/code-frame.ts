/** Shows the lines around `line` (from 1), numbered, with a mark on it. */
export function codeFrame(text: string, line: number, { before = 1, after = 4 } = {}): string {
  const lines = text.split(/\r?\n/);
  const first = Math.max(1, line - before);
  const last = Math.min(lines.length, line + after);
  const width = String(last).length;
  const shown = lines.slice(first - 1, last).map((content, index) => {
    const number = first + index;
    return `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${content}`.trimEnd();
  });
  return shown.join('\n');
}
