/** A user's program: runs the steps of its first argument and prints what became of them. */
import { Pool } from 'cloudpool';
import type { Step } from '../functions/steps/index.ts';

const steps = JSON.parse(String(process.argv[2])) as Step[];
using pool = await Pool.connect<Step, { readonly name: string }>({ environment: 'local', pool: 'steps' });

// A worker that dies is noticed after a lease.
for await (const outcome of pool.imap(steps, { leaseSeconds: 4, chunk: 2 })) {
  console.log(JSON.stringify(outcome));
}
const greetings = await pool.map([{ name: 'Ada' }, { name: 'Bob' }]);
console.log(greetings.map(({ name }) => name).join());
console.log((await pool.apply({ name: 'x', giveUp: 'never' }).catch(error => error)).message);
