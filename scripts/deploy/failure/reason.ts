/** What a status reason says, without the wrapping that CloudFormation and the SDKs put around it. */
export interface Reason {
  /** The sentence of the service. */
  readonly message: string;
  /** Who said it: `Lambda 400 InvalidParameterValueException`. */
  readonly service?: string;
  /** What support asks for. */
  readonly requestId?: string;
  /** The code of a resource handler: `AlreadyExists`, `NotStabilized`, … */
  readonly handlerCode?: string;
}

/**
 * Takes a status reason apart. Two wrappings are in use: `… (Service: S; Status Code: 400; Error Code: E; Request ID: R;
 * Proxy: null)` of the old resource types, and `Resource handler returned message: "…" (RequestToken: T,
 * HandlerErrorCode: C)` of the new ones, which may hold the first with commas inside.
 */
export function readReason(text: string): Reason {
  const [, handled = text, handlerCode] = HANDLER.exec(text) ?? [];
  const call = CALL.exec(handled);
  const message = (call === null ? handled : handled.replace(call[0], '')).replace(ROLLBACK, '').trim();
  const service = call === null ? undefined : describeCall(call[1] ?? '');
  const requestId = call === null ? undefined : field(call[1] ?? '', 'Request ID');
  return {
    // Some handlers have nothing to say: "null".
    message: message === 'null' || message === '' ? 'The resource handler gives no reason.' : message,
    ...(service === undefined ? {} : { service }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(handlerCode === undefined ? {} : { handlerCode }),
  };
}

const HANDLER =
  /^Resource handler returned message: "([\s\S]*)" \(RequestToken: [^,]*, HandlerErrorCode: (\w+)\)\.?$/;
const CALL = /\s*\((Service: [^()]*(?:\([^()]*\)[^()]*)*)\)(?:\s*\(SDK Attempt Count: \d+\))?/;
/** Added to every reason of a rollback; nobody requested it. */
const ROLLBACK = /[. ]*Rollback requested by user\.?\s*$/;

function describeCall(inside: string): string | undefined {
  const name = field(inside, 'Service');
  if (name === undefined) return undefined;
  const plain = name.replace(/^(Amazon|AWS)(?=[A-Z])/, '').replace(/Internal$/, '');
  const status = field(inside, 'Status Code');
  const code = field(inside, 'Error Code');
  return [plain, status === '0' ? undefined : status, code].filter(part => part !== undefined).join(' ');
}

function field(inside: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}: ([^;,)]*)`).exec(inside)?.[1]?.trim();
  return value === '' || value === 'null' ? undefined : value;
}
