import type { DeployEvent, PlanPrice, StackPlan } from '../../deploy/events.ts';
import { formatDollars, formatRough } from '../format.ts';
import { expectedWords } from './deploy-words.ts';

type Plan = Extract<DeployEvent, { type: 'plan' }>;

/** What is said of one stack: what it adds to the bill of a month, and how long it should take. */
export function stackOutlook({ price, expected }: StackPlan): readonly string[] {
  return [...priceWords(price), ...(expected === undefined ? [] : [expectedWords(expected)])];
}

/** What is said beside one resource of a plan: `+$14.60 a month`, `by use`, or nothing. */
export function resourcePrice(price: PlanPrice | undefined, logicalId: string): string {
  const fixed = price?.resources.find(resource => resource.logicalId === logicalId);
  if (fixed !== undefined) return `${signed(fixed.monthly)} a month`;
  if (price?.byUse.includes(logicalId)) return 'by use';
  return price?.unpriced.includes(logicalId) ? 'price not known here' : '';
}

/** What is said of the whole plan: `+$58.40 a month`, `about 3 min`. */
export function planOutlook({ stacks, expected }: Pick<Plan, 'stacks' | 'expected'>): readonly string[] {
  const prices = stacks.flatMap(({ price }) => price ?? []);
  const monthly = prices.reduce((sum, price) => sum + price.monthly, 0);
  const atLeast = prices.some(price => price.atLeast === true);
  const sum = priceWords({
    monthly,
    resources: [],
    byUse: [],
    unpriced: [],
    ...(atLeast ? { atLeast } : {}),
  });
  return [...sum, ...(expected === undefined ? [] : [`about ${formatRough(expected.seconds)}`])];
}

/** Which prices those are, and what is not in them. */
export function priceNote({ stacks, prices }: Pick<Plan, 'stacks' | 'prices'>): string | undefined {
  if (prices === undefined) return undefined;
  const unpriced = stacks.flatMap(({ key, price }) => price?.unpriced.map(id => `${key}/${id}`) ?? []);
  const without = unpriced.length === 0 ? '' : `, and without ${unpriced.join(', ')}`;
  return `Prices of ${prices.region} on ${prices.date}, without free tiers and what is paid by use${without}.`;
}

function priceWords(price: PlanPrice | undefined): readonly string[] {
  if (price === undefined || (Math.abs(price.monthly) < 0.005 && !price.atLeast)) return [];
  return [`${price.atLeast ? 'at least ' : ''}${signed(price.monthly)} a month`];
}

function signed(dollars: number): string {
  return `${dollars < 0 ? '-' : '+'}${formatDollars(Math.abs(dollars))}`;
}
