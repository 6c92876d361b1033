/** Rules and queries as Prometheus itself reads them, over series that somebody has written. */
import { beforeAll, describe, expect, test } from 'vitest';
import { declarationsIn } from '#shared/openapi/checkout.ts';
import { needProgram } from '../engines/need-program.ts';
import { programs } from '../engines/programs.ts';
import { ruleGroups, rulesOf } from './files.ts';
import { rows } from './panels.ts';
import { type Promtool, promtoolAt } from './promtool.ts';
import { type Alert, type Group, isAlert } from './rule.ts';
import { alertTest, valueTest } from './testing/case.ts';
import { signalCases, signalValues } from './testing/signal-cases.ts';
import { sloCases, sloValues } from './testing/slo-cases.ts';

const alertCases = [...sloCases, ...signalCases];
const valueCases = [...sloValues, ...signalValues];

let promtool: Promtool;
let groups: readonly Group[];
let alerts: readonly Alert[];

beforeAll(async () => {
  promtool = promtoolAt(await needProgram(programs.promtool));
  groups = ruleGroups(await declarationsIn(process.cwd()));
  alerts = groups.flatMap(({ rules }) => rules.filter(isAlert));
});

function named(alert: string): Alert {
  const found = alerts.find((each) => each.alert === alert);
  if (found === undefined) throw new Error(`There is no alert ${alert}`);
  return found;
}

/** The rules with one query changed. */
function changed(change: (expr: string) => string, name: string): readonly Group[] {
  return groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) =>
      (isAlert(rule) ? rule.alert : rule.record) === name
        ? { ...rule, expr: change(rule.expr) }
        : rule,
    ),
  }));
}

describe('The rules', () => {
  test('are rules to Prometheus', async () => {
    expect(await promtool.check(rulesOf(groups))).toBeUndefined();
  });

  // Hours of bookings by steps of five minutes, what has to last for minutes by single ones.
  test.each([
    ['of bookings', 'serai-booking-', sloCases, sloValues, '5m'],
    ['of signals', 'serai-', signalCases, signalValues, '1m'],
  ] as const)(
    '%s tell people when they should, are quiet when they should, and reckon what their names say',
    async (_of, lead, told, values, every) => {
      const part = groups.filter(
        ({ name }) =>
          name.startsWith(lead) && (lead !== 'serai-' || !name.startsWith('serai-booking-')),
      );
      const tests = [
        ...told.map((each) => alertTest(each, named(each.alert))),
        ...values.map(valueTest),
      ];
      expect(await promtool.test(rulesOf(part), tests, every)).toBeUndefined();
    },
  );

  test('have all been tried: each alert told and not told, each recorded value', () => {
    const tried = (isTold: boolean) =>
      new Set(
        alertCases.filter(({ told }) => told.length > 0 === isTold).map(({ alert }) => alert),
      );
    const all = new Set(alerts.map(({ alert }) => alert));
    expect(tried(true)).toEqual(all);
    expect(tried(false)).toEqual(all);
    const records = groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])),
    );
    expect(
      new Set(valueCases.flatMap(({ expected }) => expected.map(({ record }) => record))),
    ).toEqual(new Set<string>(records));
  });

  test('that are wrong are refused', async () => {
    const unclosed = changed((expr) => `(${expr}`, 'SeraiRequestsShed');
    expect(await promtool.check(rulesOf(unclosed))).toContain('unclosed left parenthesis');
    const deaf = changed((expr) => expr.replace('> 0', '> 100'), 'SeraiRequestsShed');
    const tests = alertCases
      .filter(({ alert }) => alert === 'SeraiRequestsShed')
      .map((each) => alertTest(each, named(each.alert)));
    expect(await promtool.test(rulesOf(groups), tests, '1m')).toBeUndefined();
    expect(await promtool.test(rulesOf(deaf), tests, '1m')).toContain('SeraiRequestsShed');
  });
});

describe('The dashboard', () => {
  const asked = (exprs: readonly string[]) => ({
    groups: [
      { name: 'asked', rules: exprs.map((expr, at) => ({ record: `asked:query:${at}`, expr })) },
    ],
  });

  test('asks what Prometheus can read', async () => {
    const exprs = rows.flatMap(({ panels }) =>
      panels.flatMap(({ queries }) => queries.map(({ expr }) => expr)),
    );
    expect(exprs.length).toBeGreaterThan(15);
    expect(await promtool.check(asked(exprs))).toBeUndefined();
    expect(await promtool.check(asked([...exprs, 'rate(serai_shed_total)']))).toContain(
      'expected type range vector',
    );
  });
});
