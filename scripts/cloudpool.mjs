#!/usr/bin/env node
/**
 * What `npx cloudpool` starts. Plain JavaScript for three reasons: an old Node can read it and say what is wrong; the
 * version needs nothing else; and Node keeps the stripped TypeScript of everything behind it in a cache.
 */
const OLDEST_NODE = 24;

const { node } = process.versions;
if (Number(node.split('.')[0]) < OLDEST_NODE) {
  console.error(`cloudpool needs Node ${OLDEST_NODE}, and this is Node ${node}: run "npm install", then "npx cloudpool".`);
  process.exitCode = 2;
} else if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  const { readFileSync } = await import('node:fs');
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  console.log(JSON.parse(manifest).version);
} else {
  const { enableCompileCache } = await import('node:module');
  const { fileURLToPath } = await import('node:url');
  // Where the folder cannot be written, Node goes on without a cache.
  enableCompileCache(fileURLToPath(new URL('../.cloudpool/compile-cache', import.meta.url)));
  await import('./cloudpool.ts');
}
