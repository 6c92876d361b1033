/** Which types of event a trigger's filters let through, as far as type and source alone can tell. */
import type { Filter } from '#shared/function/declare.ts';

/** What is known of every event of a type. */
export interface KnownAttributes {
  readonly type: string;
  readonly source: string;
}

/** `false` when none of these events passes; `true` when one may. */
export function mayPass(filters: readonly Filter[], known: KnownAttributes): boolean {
  return verdict({ all: filters }, known) !== 'no';
}

type Verdict = 'yes' | 'no' | 'open';

function verdict(filter: Filter, known: KnownAttributes): Verdict {
  if ('exact' in filter) return judged(filter.exact, known, (value, wanted) => value === wanted);
  if ('prefix' in filter)
    return judged(filter.prefix, known, (value, wanted) => value.startsWith(wanted));
  if ('suffix' in filter)
    return judged(filter.suffix, known, (value, wanted) => value.endsWith(wanted));
  if ('not' in filter) return opposite[verdict(filter.not, known)];
  if ('all' in filter) return every(filter.all.map((each) => verdict(each, known)));
  return opposite[every(filter.any.map((each) => opposite[verdict(each, known)]))];
}

const opposite = { yes: 'no', no: 'yes', open: 'open' } as const satisfies Record<Verdict, Verdict>;

function every(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('no')) return 'no';
  return verdicts.includes('open') ? 'open' : 'yes';
}

function judged(
  attributes: Readonly<Record<string, string>>,
  known: KnownAttributes,
  fits: (value: string, wanted: string) => boolean,
): Verdict {
  return every(
    Object.entries(attributes).map(([name, wanted]) => {
      if (name !== 'type' && name !== 'source') return 'open';
      return fits(known[name], wanted) ? 'yes' : 'no';
    }),
  );
}
