import { environmentSchema } from '../deploy/environment/schema.ts';
import { templatesPage } from './templates-page.ts';

/** The files that are made from others: path → text. Nothing in them is written by hand. */
export function generatedFiles(root: string): ReadonlyMap<string, string> {
  return new Map([
    ['environments/schema.json', `${JSON.stringify(environmentSchema(), undefined, 2)}\n`],
    ['docs/templates.md', templatesPage(root)],
  ]);
}
