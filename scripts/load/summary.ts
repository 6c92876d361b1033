/** What k6 hands to a journey at its end, read as far as it is reported. */
import * as z from 'zod';

const Values = z.record(z.string(), z.number());
const Metric = z.object({
  values: Values,
  thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
});
const Check = z.object({ name: z.string(), passes: z.number(), fails: z.number() });

/** What `setup` and `teardown` checked stands in groups of theirs. */
const Group = z.object({
  checks: z.array(Check),
  get groups() {
    return z.array(Group);
  },
});

const K6Summary = z.object({ metrics: z.record(z.string(), Metric), root_group: Group });

export interface Threshold {
  readonly metric: string;
  readonly condition: string;
  readonly met: boolean;
}

export interface Measured {
  readonly checks: readonly z.infer<typeof Check>[];
  readonly thresholds: readonly Threshold[];
  /** Of k6's metrics, by name. */
  readonly metrics: Readonly<Record<string, z.infer<typeof Values>>>;
}

/** Throws on text that is not a summary. */
export function parseSummary(text: string): Measured {
  const { metrics, root_group } = K6Summary.parse(JSON.parse(text));
  const named = Object.entries(metrics);
  return {
    checks: checksOf(root_group),
    thresholds: named.flatMap(([metric, { thresholds = {} }]) =>
      Object.entries(thresholds).map(([condition, { ok }]) => ({ metric, condition, met: ok })),
    ),
    metrics: Object.fromEntries(named.map(([name, { values }]) => [name, values])),
  };
}

function checksOf({ checks, groups }: z.infer<typeof Group>): Measured['checks'] {
  return [...checks, ...groups.flatMap(checksOf)];
}
