/** One resource of a template, as far as it is known before the deploy. Paths name properties: `Settings.Cpu`. */
export interface ResourceFacts {
  readonly type: string;
  /** A property as text; `undefined`: not given; `null`: given, but only the deploy will tell. */
  text(path: string): string | null | undefined;
  /** Items of a list; 0: not given; `null`: only the deploy will tell. */
  count(path: string): number | null;
  /** The resource of the same template that a property refers to. */
  target(path: string): ResourceFacts | undefined;
}
