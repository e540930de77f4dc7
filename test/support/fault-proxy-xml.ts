/** What CloudFormation answers, as the text that goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** An error in the shape of the query protocol. */
export function errorAnswer(status: number, code: string, message: string): WireAnswer {
  const blame = status < 500 ? 'Sender' : 'Receiver';
  const body = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>${blame}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>fault-proxy</RequestId></ErrorResponse>`;
  return { status, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) };
}

/** What a call answers that tells nothing but its success, like `DeleteStack`. */
export function emptyAnswer(action: string): WireAnswer {
  const body = `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"/>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) };
}

/** The text of the first element of this name; '' when there is none. */
export function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

/** Replaces the text of every element of this name. */
export function withElement(xml: string, name: string, text: string): string {
  return xml.replace(new RegExp(`<${name}>[^<]*</${name}>`, 'g'), `<${name}>${text}</${name}>`);
}

/** Takes an element out with all that is in it. */
export function withoutElement(xml: string, name: string): string {
  return xml.replace(new RegExp(`<${name}>.*?</${name}>`, 'gs'), '');
}

/** Rewrites each item of a list whose items hold no list themselves; `undefined` drops the item. */
export function mapMembers(xml: string, rewrite: (member: string) => string | undefined): string {
  return xml.replace(/<member>.*?<\/member>/gs, member => rewrite(member) ?? '');
}
