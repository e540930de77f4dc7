import type { Environment } from '../deploy/environment/environment.ts';

/**
 * Where the recorded provider has to listen: the loopback address that a pool of this environment asks, by its setting
 * `baseUrl`. `undefined`: none does.
 */
export function providerAddress({ stacks }: Pick<Environment, 'stacks'>): string | undefined {
  return [...stacks.values()]
    .map(({ parameters }) => parameters.get('Settings'))
    .flatMap(setting => (setting?.kind === 'value' ? baseUrlOf(setting.value) : []))
    .find(isLoopback);
}

/** Settings that are no JSON are the function's to refuse. */
function baseUrlOf(settings: string): string[] {
  try {
    const { baseUrl } = JSON.parse(settings) as { readonly baseUrl?: unknown };
    return typeof baseUrl === 'string' ? [baseUrl] : [];
  } catch {
    return [];
  }
}

function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'http:' && url.hostname === '127.0.0.1' && url.pathname === '/';
}
