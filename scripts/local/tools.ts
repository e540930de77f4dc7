import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudpoolError } from '../errors.ts';

/** What `make install` puts into `.tools/`. */
export interface Tools {
  /** The emulator's launcher. */
  readonly ministack: string;
  /** The linter for templates. */
  readonly cfnLint: string;
  /** The recorded daily prices, gzipped CSV. */
  readonly prices: string;
}

const PINS = ['scripts/install/tools.txt', 'scripts/install/data.txt'];

/**
 * Finds the installed tools below `root`. Throws TOOLS_MISSING (exit 2) when they are not there, stand for other versions
 * than the pinned ones, or were moved: a virtual environment holds absolute paths.
 */
export function ensureTools(root: string): Tools {
  const folder = join(root, '.tools');
  const tools = {
    ministack: join(folder, 'bin', 'ministack'),
    cfnLint: join(folder, 'bin', 'cfn-lint'),
    prices: join(folder, 'data', 'stocks.csv.gz'),
  };
  const stamp = join(folder, 'installed.txt');
  if (![stamp, ...Object.values(tools)].every(file => existsSync(file))) {
    throw toolsError('the emulator and its data are not installed in .tools/');
  }
  if (readFileSync(stamp, 'utf8') !== expectedStamp(root, folder)) {
    throw toolsError('the tools in .tools/ are not the pinned ones, or were moved');
  }
  return tools;
}

/** The same text that install.sh writes once everything stands. */
function expectedStamp(root: string, folder: string): string {
  return `${PINS.map(file => readFileSync(join(root, file), 'utf8')).join('')}at ${folder}\n`;
}

function toolsError(message: string): CloudpoolError {
  return new CloudpoolError(message, { code: 'TOOLS_MISSING', hint: 'Run "make install".', exitCode: 2 });
}
