import { writeFileSync } from 'node:fs';

/** Writes a file of so many tasks, each its own number, and answers its name. */
export function writeTasks(file: string, count: number): string {
  writeFileSync(file, Array.from({ length: count }, (_, task) => `${task}\n`).join(''));
  return file;
}
