import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Mocha from 'mocha';

/**
 * Mocha's own spec reporter, which also writes its counts as JSON to the file that CLOUDPOOL_TEST_COUNTS names, so that
 * `.ci/run` reads what mocha counted and not what a test printed.
 */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const file = process.env.CLOUDPOOL_TEST_COUNTS;
      if (file === undefined) return;
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify({ passes, failures, pending })}\n`);
    });
  }
}

// Mocha loads a reporter by `require`; this name makes the class what `require` gives.
export { CountingReporter as 'module.exports' };
