/** Writes the content of the container image: `node scripts/image/write.ts FOLDER [--functions a,b]`. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { asError, CloudpoolError, formatPosition, ProblemsError } from '../errors.ts';
import { writeImage } from './write-image.ts';

try {
  const { folder, functions } = readArguments(process.argv.slice(2));
  const { codes } = await writeImage(resolve(import.meta.dirname, '../..'), resolve(folder), functions);
  for (const code of Object.values(codes)) console.log(code);
} catch (error) {
  for (const line of linesOf(asError(error))) console.error(line);
  process.exitCode = error instanceof CloudpoolError ? error.exitCode : 1;
}

function readArguments(args: string[]): { readonly folder: string; readonly functions?: string[] } {
  const usage = 'node scripts/image/write.ts FOLDER [--functions a,b]';
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { functions: { type: 'string' } },
      allowPositionals: true,
    });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) throw new Error('expected one folder');
    return values.functions === undefined ? { folder } : { folder, functions: values.functions.split(',') };
  } catch (error) {
    throw new CloudpoolError(asError(error).message, { code: 'USAGE', exitCode: 2, hint: usage });
  }
}

function linesOf(error: Error): string[] {
  if (error instanceof ProblemsError) {
    return [
      error.message,
      ...error.problems.map(({ at, message }) => `${at ? `${formatPosition(at)}: ` : ''}${message}`),
    ];
  }
  return [error.message, ...(error instanceof CloudpoolError && error.hint ? [error.hint] : [])];
}
