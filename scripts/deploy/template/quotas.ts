import type { Problems } from '../yaml/problems.ts';
import { entriesOf } from '../yaml/tree.ts';
import type { Template } from './template.ts';

// CloudFormation's quotas on one template (2026). Loops count as what they write.
const longestBytes = 51_200;
const most = [
  ['Parameters', 200],
  ['Resources', 500],
  ['Outputs', 200],
  ['Mappings', 200],
] as const;

/** Refuses a template that is too large for CloudFormation to take. */
export function checkQuotas({ text, written, tree }: Template, problems: Problems): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > longestBytes) {
    problems.push({
      code: 'TEMPLATE_TOO_LARGE',
      message: `the template has ${bytes} bytes; CloudFormation takes at most ${longestBytes} in a request`,
      hint: 'Split the template: one concern a stack.',
      at: written.at,
    });
  }
  for (const [section, limit] of most) {
    const entry = tree.entries.get(section);
    const count = entriesOf(entry?.value).length;
    if (count <= limit) continue;
    const message = `the section ${section} has ${count} entries; CloudFormation takes at most ${limit}`;
    problems.push({ code: 'TEMPLATE_TOO_LARGE', message, hint: 'Split the template.', at: entry?.at });
  }
}
