/** Whoever watches asks for what there is, and every alarm can be looked up. */
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { catalogue } from '#shared/telemetry/catalogue.ts';
import { dashboard } from './dashboard.ts';
import { ruleGroups } from './files.ts';
import { rows } from './panels.ts';
import { guide, isAlert, runbookOf } from './rule.ts';
import { unknownIn } from './vocabulary.ts';

const groups = ruleGroups(await declarationsIn(process.cwd()));
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(isAlert);
const recorded = new Set<string>(rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])));
const queries = rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));

describe('Every query', () => {
  test('asks for metrics, labels and bounds that there are', () => {
    expect(queries.length).toBeGreaterThan(15);
    const exprs = [...rules, ...queries].map(({ expr }) => expr);
    expect(exprs.flatMap((expr) => unknownIn(expr, recorded))).toEqual([]);
  });

  test.each([
    ['serai_functions_seconds_count', 'serai_functions_seconds_count'],
    ['rate(serai_function_seconds[5m])', 'serai_function_seconds'],
    ['rate(serai_shed_total_count[5m])', 'serai_shed_total_count'],
    ['serai_shed_total{fnuction="a"}', 'serai_shed_total{fnuction}'],
    ['serai_shed_total{function="a",status=~"5.."}', 'serai_shed_total{status}'],
    [
      'serai_function_seconds_bucket{function="a",le="0.07"}',
      'serai_function_seconds_bucket{le="0.07"}',
    ],
    ['serai:function_requests:rate6m', 'serai:function_requests:rate6m'],
    ['node_load1', 'node_load1'],
  ])('that says %s is refused', (expr, unknown) => {
    expect(unknownIn(expr, recorded)).toEqual([unknown]);
  });
});

test('The catalogue has every metric of the code, and no other', () => {
  const files = globSync('{shared,functions}/**/*.ts', {
    exclude: ['**/*.test.ts', '**/testing/**'],
  });
  const said = files
    .filter((file) => !file.endsWith('catalogue.ts'))
    .flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(
        /'((?:process|serai)_[a-z_]+_(?:total|seconds|bytes|records|offset)|serai_readable)'/g,
      ),
    ])
    .map(([, name]) => name);
  expect([...new Set(said)].sort()).toEqual(Object.keys(catalogue));
});

describe('Every alert', () => {
  test('has a heading in the guide, where its link leads, and no heading is left over', () => {
    const [, after = ''] = readFileSync(guide, 'utf8').split('## Alerts');
    const headings = [...after.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
    expect(runbookOf({ alert: 'SeraiDeadLetters' })).toBe('docs/watch.md#seraideadletters');
  });

  test('says in the guide how urgent it is, as its severity does', () => {
    const text = readFileSync(guide, 'utf8');
    const said = alerts.map(({ alert }) => {
      const [, rest = ''] = text.split(`### ${alert}\n\n`);
      return [alert, rest.split('.')[0]?.toLowerCase()];
    });
    expect(said).toEqual(alerts.map(({ alert, severity }) => [alert, severity]));
  });

  test('has a name of its own', () => {
    expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
  });
});

describe('The dashboard', () => {
  test('is JSON that lies beside each other without overlapping', () => {
    const shown = JSON.parse(JSON.stringify(dashboard(rows, 'serai', 'here')));
    const taken = shown.panels.flatMap(({ gridPos: { x, y, w, h } }: { gridPos: Place }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(taken).size).toBe(taken.length);
    const ids = shown.panels.map(({ id }: { id: number }) => id);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, at) => at + 1));
  });

  test('has no panel that asks nothing', () => {
    const empty = { title: 'Nothing', description: '', unit: 'short', queries: [] } as const;
    expect(() => dashboard([{ title: 'Row', panels: [empty] }], 'serai', 'here')).toThrow(
      'Nothing asks nothing',
    );
  });
});

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}
