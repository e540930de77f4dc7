/**
 * Ends every local service that has its records below the given folders, e.g. after a test run that was killed:
 * `node stop-leftovers.ts FOLDER...`. Prints one line for each service that still ran.
 */
import { globSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { stopLocal } from './local.ts';

const root = resolve(import.meta.dirname, '../..');
const records = process.argv
  .slice(2)
  .flatMap(folder =>
    globSync('{,*/,*/*/}{emulator,provider,agent}.json', { cwd: folder }).map(file => resolve(folder, file)),
  );

for (const stateDir of new Set(records.map(dirname))) {
  await stopLocal({
    root,
    stateDir,
    report: event => {
      if (event.type === 'stopped') process.stderr.write(`ended the ${event.what} of ${stateDir}\n`);
    },
  });
}
