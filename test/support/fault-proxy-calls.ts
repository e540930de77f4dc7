import type { IncomingHttpHeaders } from 'node:http';

/** One call of an SDK client, as the proxy received it. */
export interface ProxyCall {
  /** Counts from 0, over all services. */
  readonly index: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** AWS's name of it: `DescribeStacks`; of a call that carries none its method and path. */
  readonly action: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The form of a query call: empty for others. */
  readonly form: URLSearchParams;
}

/** Reads a request: those of CloudFormation and STS are forms that name their action. */
export function readCall(parts: Omit<ProxyCall, 'action' | 'form'>): ProxyCall {
  const { headers, body, method, path } = parts;
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  const form = new URLSearchParams(isForm ? body.toString('utf8') : '');
  return { ...parts, form, action: form.get('Action') ?? `${method} ${path.split('?')[0]}` };
}

/** Tells whether a call changes nothing, and may be refused without a second thought. */
export function isRead({ action }: ProxyCall): boolean {
  return /^(Describe|Get|List)/.test(action);
}

/** How many of the calls fell into the busiest second. */
export function peakPerSecond(calls: readonly Pick<ProxyCall, 'at'>[]): number {
  let oldest = 0;
  let peak = 0;
  for (const [newest, { at }] of calls.entries()) {
    while ((calls[oldest]?.at ?? at) <= at - 1_000) oldest += 1;
    peak = Math.max(peak, newest - oldest + 1);
  }
  return peak;
}

/** How often each action was called. */
export function countActions(calls: readonly Pick<ProxyCall, 'action'>[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { action } of calls) counts[action] = (counts[action] ?? 0) + 1;
  return counts;
}
