import type { ServiceName } from './record.ts';

/** What `local start`, `local stop` and the installer tell. */
export type LocalEvent =
  | { readonly type: 'installing'; readonly what: string }
  | { readonly type: 'starting'; readonly what: ServiceName; readonly address: string }
  | {
      readonly type: 'ready';
      readonly what: ServiceName;
      readonly address: string;
      readonly pid: number;
      readonly seconds: number;
    }
  | {
      readonly type: 'already-running';
      readonly what: ServiceName;
      readonly address: string;
      readonly pid: number;
    }
  | { readonly type: 'stopped'; readonly what: ServiceName; readonly pid: number }
  | { readonly type: 'not-running'; readonly what: ServiceName }
  | { readonly type: 'notice'; readonly message: string };
