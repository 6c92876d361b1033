/** Names in queries that the product does not have: a misspelt one answers nothing, and an alert on it is never told. */

import { catalogue, type Described } from '#shared/telemetry/catalogue.ts';
import { bucketsSeconds } from '#shared/telemetry/metrics.ts';

const known = new Map<string, Described>(Object.entries(catalogue));

/** PromQL's own words, as far as ours use them: a query that needs another adds it here. */
const words = new Set([
  ...['and', 'or', 'by', 'sum', 'min', 'max', 'rate', 'increase', 'absent', 'vector'],
  ...['changes', 'histogram_quantile', 'min_over_time'],
]);
const histogramEndings = ['_bucket', '_count', '_sum'] as const;

/** A name with what stands in braces behind it. */
const selectors = /([a-zA-Z_][a-zA-Z0-9_:]*)(\{[^}]*\})?/g;
const groupings = /\bby \(([^)]*)\)/g;
const matchers = /([a-z_]+)(=~|!=|=)"([^"]*)"/g;

export function unknownIn(expr: string, recorded: ReadonlySet<string>): readonly string[] {
  const bare = expr.replaceAll(groupings, '').replaceAll(/\[[^\]]*\]/g, '');
  return [...bare.matchAll(selectors)].flatMap(([, name = '', braces = '']) => {
    if (words.has(name) || recorded.has(name)) return [];
    const { described, ending } = find(name);
    if (described === undefined) return [name];
    return [...braces.matchAll(matchers)].flatMap(([, label = '', , value = '']) => {
      if (label === 'le' && ending === '_bucket')
        return bounds.has(value) ? [] : [`${name}{le="${value}"}`];
      return described.labels.includes(label) ? [] : [`${name}{${label}}`];
    });
  });
}

const bounds: ReadonlySet<string> = new Set([...bucketsSeconds.map(String), '+Inf']);

/** A histogram is never asked for by its own name, and nothing else has an ending. */
function find(name: string): { readonly described?: Described; readonly ending?: string } {
  const ending = histogramEndings.find((each) => name.endsWith(each));
  const described = known.get(ending === undefined ? name : name.slice(0, -ending.length));
  if (described === undefined || (described.type === 'histogram') !== (ending !== undefined))
    return {};
  return { described, ...(ending === undefined ? {} : { ending }) };
}
