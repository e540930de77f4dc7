/** Writes a table after an empty line; nothing when it has no rows. */
export function table(head: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const rule = head
    .split(' | ')
    .map(() => '---')
    .join(' | ');
  return ['', `| ${head} |`, `| ${rule} |`, ...rows.map(row => `| ${row.join(' | ')} |`)];
}

/** Fits a text into a cell of a table. */
export function oneLine(text: string): string {
  return inCell(text).replaceAll('<', '&lt;');
}

/** Sets a text in code, in a cell of a table. */
export function code(text: string): string {
  return `\`${inCell(text)}\``;
}

function inCell(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|');
}
