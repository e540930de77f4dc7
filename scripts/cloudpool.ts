#!/usr/bin/env node
/**
 * The entry point: arguments in, exit code out. It imports nothing before it knows that this Node can run the rest, and
 * nothing at all to tell its version.
 */
const OLDEST_NODE = 24;

const [major] = process.versions.node.split('.');
if (Number(major) < OLDEST_NODE) {
  process.stderr.write(
    `cloudpool needs Node ${OLDEST_NODE} and was started by Node ${process.versions.node}: run "npm install", then "npx cloudpool".\n`,
  );
  process.exitCode = 2;
} else if (process.argv.length === 3 && ['--version', '-V'].includes(process.argv[2] ?? '')) {
  const { version } = await import('./cli/version.ts');
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process);
}

export {};
