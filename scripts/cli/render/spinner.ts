const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;

/** One frame of the spinner. */
export function spinner(tick: number): string {
  return FRAMES[tick % FRAMES.length] ?? FRAMES[0];
}

/** A bar of `width` columns, filled to `part` (0 to 1) in eighths of a column. */
export function bar(part: number, width: number): { readonly filled: string; readonly empty: string } {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * width * 8);
  const whole = Math.floor(eighths / 8);
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  const filled = '█'.repeat(whole) + rest;
  return { filled, empty: '░'.repeat(width - whole - (rest === '' ? 0 : 1)) };
}
