import type { Lab } from '../lab.ts';
import type { Report } from '../report.ts';

/** One thing that `make bench` measures. */
export interface Bench {
  /** What `--only` takes. */
  readonly name: string;
  readonly title: string;
  run(lab: Lab): Promise<Report>;
}
