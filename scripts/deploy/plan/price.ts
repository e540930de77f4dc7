import { type StandingPrice, standingPrice } from '../../estimate/resources/standing-price.ts';
import type { ChangeRow, PlanPrice } from '../events.ts';
import { factsOf, type Scoped } from './resource-facts.ts';

/**
 * Says what a change adds to the bill of every month: each resource after it, less each before it. `undefined`: nothing
 * in it has a price of any kind.
 */
export function priceOf(
  before: Scoped | undefined,
  after: Scoped,
  rows: readonly ChangeRow[],
): PlanPrice | undefined {
  const [old, next] = [before === undefined ? NOTHING : priceList(before), priceList(after)];
  const ids = [...new Set([...old.prices.keys(), ...next.prices.keys()])];
  const resources = ids.flatMap(logicalId => {
    const monthly = cents(fixed(next.prices.get(logicalId)) - fixed(old.prices.get(logicalId)));
    return monthly === 0 ? [] : [{ logicalId, monthly }];
  });
  const changed = new Set(rows.map(({ logicalId }) => logicalId));
  const added = new Set(rows.filter(({ action }) => action === 'Add').map(({ logicalId }) => logicalId));
  const price = {
    monthly: cents(resources.reduce((sum, { monthly }) => sum + monthly, 0)),
    resources,
    byUse: ids.filter(id => added.has(id) && next.prices.get(id)?.kind === 'by-use'),
    unpriced: ids.filter(id => changed.has(id) && isUnpriced(next.prices.get(id) ?? old.prices.get(id))),
  };
  const open = [...next.open].some(id => changed.has(id));
  if (open) return { ...price, atLeast: true };
  return resources.length + price.byUse.length + price.unpriced.length === 0 ? undefined : price;
}

interface PriceList {
  readonly prices: ReadonlyMap<string, StandingPrice>;
  /** What costs more than is known, or something where that is not known. */
  readonly open: ReadonlySet<string>;
}

const NOTHING: PriceList = { prices: new Map(), open: new Set() };

function priceList(scoped: Scoped): PriceList {
  const prices = new Map<string, StandingPrice>();
  const open = new Set<string>();
  for (const [logicalId, resource] of scoped.template.resources) {
    const present = resource.condition === undefined || scoped.scope.condition(resource.condition);
    const price = present === false ? undefined : standingPrice(factsOf(scoped, resource));
    if (price === undefined) continue;
    const certain = present === true;
    if (certain || price.kind !== 'fixed') prices.set(logicalId, price);
    if (price.kind === 'fixed' && (price.atLeast || !certain)) open.add(logicalId);
  }
  return { prices, open };
}

function fixed(price: StandingPrice | undefined): number {
  return price?.kind === 'fixed' ? price.monthly : 0;
}

function isUnpriced(price: StandingPrice | undefined): boolean {
  return price?.kind === 'unpriced';
}

/** To the hundredth of a cent: sums of decimal fractions come out as people add them. */
function cents(dollars: number): number {
  return Math.round(dollars * 10_000) / 10_000;
}
