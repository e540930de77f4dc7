// Exits 0 when node_modules/ is what package-lock.json says, so that `make install` can skip `npm ci`.
// Plain JavaScript: it runs on whatever Node the host has, before node_modules/ exists.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

try {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  const differs = Object.entries(wanted).some(
    ([path, { version, optional }]) =>
      path !== '' && installed[path]?.version !== version && !(optional && installed[path] === undefined),
  );
  const node = execFileSync('node_modules/.bin/node', ['--version'], { encoding: 'utf8' }).trim();
  process.exitCode = differs || node !== `v${wanted['node_modules/node'].version}` ? 1 : 0;
} catch {
  process.exitCode = 1;
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}
