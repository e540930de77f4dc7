/**
 * Preloaded into a child process (`node --import`): tells its highest resident memory on file descriptor 3 when it ends.
 */
import { writeSync } from 'node:fs';

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
