import type { ChangeRow, DeployEvent, PlanPrice, StackAction, StackPlan } from '../../deploy/events.ts';
import { displayWidth } from '../display-width.ts';
import { clip, plural, wrap } from '../format.ts';
import type { Style } from '../style.ts';
import { type Cell, renderTable } from '../table.ts';
import { orphanLines, renderMarks } from './plan-marks.ts';
import { planOutlook, priceNote, resourcePrice, stackOutlook } from './plan-price.ts';

export interface PlanViewOptions {
  readonly style: Style;
  readonly width: number;
  /** One line per stack, without its resources. */
  readonly brief?: boolean;
}

/** A plan as it is shown. */
export type PlanView = Pick<
  Extract<DeployEvent, { type: 'plan' }>,
  'stacks' | 'orphans' | 'expected' | 'prices'
>;

/** Draws a plan: what happens to each stack and why, the resources that change, and the sum. */
export function renderPlan(plan: PlanView, options: PlanViewOptions): string[] {
  const { stacks, orphans = [] } = plan;
  const changed = stacks.filter(({ action }) => action !== 'unchanged');
  const unchanged = stacks.filter(({ action }) => action === 'unchanged');
  return [
    ...changed.flatMap(stack => renderStack(stack, options)),
    ...(unchanged.length === 0 ? [] : unchangedLines(unchanged, options)),
    ...orphans.flatMap(name => orphanLines(name, options)),
    ...wrap(planSummary(plan), options.width),
    ...noteLines(plan, options),
  ];
}

/** Says what a plan does: `Plan: 4 to create, 2 unchanged: +$58.40 a month, about 3 min.` */
export function planSummary(plan: PlanView): string {
  const { stacks } = plan;
  const words: readonly [StackAction, string][] = [
    ['create', 'to create'],
    ['update', 'to update'],
    ['recreate', 'to delete and create again'],
    ['settings', 'with other settings'],
    ['delete', 'to delete'],
    ['unchanged', 'unchanged'],
  ];
  const counted = words.flatMap(([action, word]) => {
    const count = stacks.filter(stack => stack.action === action).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const outlook = planOutlook(plan);
  const rest = outlook.length === 0 ? '' : `: ${outlook.join(', ')}`;
  return `Plan: ${counted.length === 0 ? 'nothing to do' : counted.join(', ')}${rest}.`;
}

function noteLines(plan: PlanView, { style, width }: PlanViewOptions): string[] {
  const note = priceNote(plan);
  return note === undefined ? [] : wrap(note, width).map(style.dim);
}

function unchangedLines(stacks: readonly StackPlan[], { style, width }: PlanViewOptions): string[] {
  const lines = wrap(`${stacks.map(({ key }) => key).join(', ')}: unchanged`, width - 2);
  return lines.map((line, index) => style.dim(`${index === 0 ? '=' : ' '} ${line}`));
}

function renderStack(stack: StackPlan, options: PlanViewOptions): string[] {
  const { style, width, brief = false } = options;
  const { glyph, paint } = stackMark(stack.action, style);
  const head = paint(`${glyph} ${style.bold(stack.key)}`);
  const resources = brief && stack.rows.length > 0 ? [plural(stack.rows.length, 'resource')] : [];
  const outlook = stackOutlook(stack);
  const why = [...stack.reasons, ...resources, ...outlook].join(', ');
  if (displayWidth(why) <= width - stack.key.length - 4) {
    const line = `${head}  ${style.dim(why)}`.trimEnd();
    return [line, ...below(stack, options)];
  }
  const reasons = [...stack.reasons, ...(outlook.length === 0 ? [] : [outlook.join(', ')])].flatMap(reason =>
    wrap(reason, width - 4).map(line => style.dim(`    ${line}`)),
  );
  return [head, ...reasons, ...below(stack, options)];
}

/** Lost data is told in any case; the rest only where there is room for the resources. */
function below({ rows, marks = [], price }: StackPlan, options: PlanViewOptions): string[] {
  if (options.brief) {
    return renderMarks(
      marks.filter(({ kind }) => kind === 'loses-data'),
      options,
    );
  }
  return [...renderRows(rows, price, options), ...renderMarks(marks, options), ''];
}

function renderRows(
  rows: readonly ChangeRow[],
  price: PlanPrice | undefined,
  { style, width }: PlanViewOptions,
): string[] {
  const cells = rows.map(row => resourceCells(row, resourcePrice(price, row.logicalId), style));
  const lines = renderTable(cells, width - 4);
  return rows.flatMap((row, index) => [`    ${lines[index] ?? ''}`, ...detailLines(row, style, width)]);
}

function resourceCells(row: ChangeRow, price: string, style: Style): Cell[] {
  const { glyph, paint } = rowMark(row.action, style);
  return [
    { text: glyph, paint },
    { text: row.logicalId },
    { text: row.action === 'Replace' ? `${row.type} (is replaced)` : row.type, paint: style.dim },
    { text: price },
  ];
}

function detailLines(row: ChangeRow, style: Style, width: number): string[] {
  return row.details.map(({ path, before, after }) => {
    const values =
      before === undefined && after === undefined ? '' : `: ${before ?? '(none)'} -> ${after ?? '(none)'}`;
    return style.dim(clip(`         ${path}${values}`, width));
  });
}

function stackMark(action: StackAction, style: Style): { glyph: string; paint: Style['good'] } {
  if (action === 'create') return { glyph: '+', paint: style.good };
  if (action === 'delete') return { glyph: '-', paint: style.bad };
  if (action === 'recreate') return { glyph: '±', paint: style.bad };
  return { glyph: '~', paint: style.accent };
}

function rowMark(action: ChangeRow['action'], style: Style): { glyph: string; paint: Style['good'] } {
  switch (action) {
    case 'Add':
    case 'Import':
      return { glyph: '+', paint: style.good };
    case 'Remove':
      return { glyph: '-', paint: style.bad };
    case 'Replace':
      return { glyph: '±', paint: style.bad };
    case 'Conditional':
      return { glyph: '?', paint: style.warn };
    case 'Modify':
      return { glyph: '~', paint: style.accent };
  }
}
