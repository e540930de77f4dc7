const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Makes a run's id: the second in UTC, then four random characters, e.g. `20261121T195600-k3f9`. Sorts by time. */
export function createRunId(now: number, random: () => number): string {
  const second = new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const tail = Array.from({ length: 4 }, () => DIGITS.charAt(Math.floor(random() * DIGITS.length)));
  return `${second}-${tail.join('')}`;
}

/** Tells whether a text can be a run's id. */
export function isRunId(text: string): boolean {
  return /^\d{8}T\d{6}-[0-9a-z]{4}$/.test(text);
}
