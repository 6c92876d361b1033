/** Runs seeds one after the other against one database, a line of JSON for each. */
import * as z from 'zod';
import { runSeed, scriptOf } from './run-seed.ts';
import { openSession } from './session.ts';
import { shrink } from './shrink.ts';

const Order = z.object({
  url: z.string(),
  seeds: z.array(z.int()),
  /** Whether a failing seed's history is made as short as it gets. */
  shortest: z.boolean(),
});
export type Order = z.infer<typeof Order>;

/** What a worker says of a seed; the history only when it failed. */
export interface Line {
  readonly seed: number;
  readonly hash: string;
  readonly commands: number;
  readonly hit: readonly { readonly phase: string; readonly kind: string }[];
  readonly problems: readonly string[];
  readonly shortest?: {
    readonly problems: readonly string[];
    readonly requests: number;
    readonly faults: readonly object[];
    readonly history: readonly string[];
  };
}

const order = Order.parse(JSON.parse(process.argv[2] ?? '{}'));
const session = await openSession(order.url);
for (const seed of order.seeds) {
  const { history: _history, hit, ...seen } = await runSeed(scriptOf(seed), session);
  const cells = hit.map(({ phase, kind }) => ({ phase, kind }));
  let line: Line = { ...seen, hit: cells };
  if (seen.problems.length > 0 && order.shortest) {
    const { script, outcome } = await shrink(scriptOf(seed), (each) => runSeed(each, session));
    const { operations, faults } = script;
    const { problems, history } = outcome;
    line = { ...line, shortest: { problems, requests: operations.length, faults, history } };
  }
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
await session.close();
