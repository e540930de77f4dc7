const BASE_MS = 250;
const CAP_MS = 8_000;

/** Milliseconds to wait after the n-th failure: exponential, with jitter over its upper half. `random`: 0 ≤ x < 1. */
export function backoffMs(failures: number, random: () => number): number {
  const most = Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1));
  return most / 2 + (random() * most) / 2;
}

/** Reads Retry-After: seconds, or an HTTP date. `undefined`: absent or unreadable. `now`: milliseconds since the epoch. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
