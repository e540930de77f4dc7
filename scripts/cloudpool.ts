/** The entry point: arguments in, exit code out. `cloudpool.mjs` starts it. */
import { main } from './cli/main.ts';

process.exitCode = await main(process);
