import { task } from '../runtime/index.ts';

/** Greets: the smallest function there is. `{"name":"Ada"}` → `{"greeting":"Hello, Ada!"}` */
export const handler = task(({ name }: { readonly name: string }, { log }) => {
  const greeting = `Hello, ${name}!`;
  log(greeting);
  return { greeting };
});
