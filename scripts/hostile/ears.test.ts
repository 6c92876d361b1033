/** What is given away is heard, and what was only echoed is not taken for it. */
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../testing/between.ts';
import { routes } from '../testing/routes.ts';
import { Ears, elsewhere } from './ears.ts';
import { judged, table } from './verdict.ts';

const ofOthers = '01a00000-0000-7000-8000-000000000001';
const enough = { casesMin: 10, reachedPartMin: 0.3 };
const secrets = { text: 'q7hiddenq7', ids: [ofOthers] };
const json = { 'content-type': 'application/json' };
const availability = 'GET /v1/properties/{propertyId}/availability';

function exchange(body: string, more: Partial<Exchange> & { status?: number } = {}): Exchange {
  const { status = 200, ...others } = more;
  return {
    ...{ method: 'GET', path: '/v1/properties/x/availability?from=a', headers: {}, body: '' },
    answer: { status, headers: json, body },
    ...others,
  };
}

function heardOf(...exchanges: readonly Exchange[]) {
  const ears = new Ears(routes, secrets);
  for (const each of exchanges) ears.hear(each);
  return ears.heard;
}

function faultsOf(each: Exchange): readonly string[] {
  return [...heardOf(each).values()].flatMap(({ faults }) => faults);
}

describe('An answer', () => {
  test.each([
    ['a stack', '{"detail":"Error\\n    at decide (/srv/decide.ts:12:5)"}'],
    ['a module', '{"detail":"node_modules/pg/lib/client"}'],
    ['a statement', '{"detail":"select a from reservations.nights"}'],
    ['a role', '{"detail":"role serai_reservations"}'],
    ['a constraint', '{"detail":"duplicate key value"}'],
    ['an address', '{"detail":"postgres://x@y"}'],
    ['a private key', '{"keys":[{"d":"abc"}]}'],
    ["another tenant's text", '{"name":"q7hiddenq7"}'],
    ["another tenant's id", `{"id":"${ofOthers}"}`],
  ])('that gives away %s is a fault', (_what, body) => {
    expect(faultsOf(exchange(body))).toHaveLength(1);
  });

  test('that failed is a fault', () => {
    expect(faultsOf(exchange('{}', { status: 500 }))).toHaveLength(1);
    expect(faultsOf(exchange('{}', { status: 503 }))).toHaveLength(1);
    expect(faultsOf(exchange('{}', { status: 429 }))).toEqual([]);
    // An identity provider that the attack has named is not ours.
    const away = '{"code":"identity_provider_away"}';
    expect(faultsOf(exchange(away, { status: 503 }))).toEqual([]);
    expect(faultsOf(exchange('{"code":"unavailable"}', { status: 503 }))).toHaveLength(1);
  });

  test('that says again what was asked gives nothing away', () => {
    const path = `/v1/properties/${ofOthers}/availability`;
    expect(faultsOf(exchange(`{"detail":"${ofOthers}"}`, { path }))).toEqual([]);
    const body = '{"comment":"select a from b"}';
    expect(faultsOf(exchange(body, { body }))).toEqual([]);
  });

  test('to an operator may name tenants, and never a guest', () => {
    const path = '/v1/events';
    expect(faultsOf(exchange(`{"tenantid":"${ofOthers}"}`, { path }))).toEqual([]);
    expect(faultsOf(exchange('{"guest":"q7hiddenq7"}', { path }))).toHaveLength(1);
  });
});

describe('What reached a function', () => {
  test('is everything it answers itself', () => {
    const problem = (code: string) => JSON.stringify({ code });
    const heard = heardOf(
      exchange('{}'),
      exchange(problem('property_unknown'), { status: 404 }),
      exchange(problem('invalid_request'), { status: 400 }),
      exchange(problem('token_missing'), { status: 401 }),
      exchange('not a problem', { status: 404 }),
    );
    expect(heard.get(availability)).toMatchObject({ cases: 5, reached: 2 });
  });

  test('is nothing where no function is', () => {
    const heard = heardOf(exchange('{}', { path: '/v1/nothing', status: 404 }));
    expect(heard.get(elsewhere)).toMatchObject({ cases: 1, reached: 0 });
  });
});

describe('A verdict', () => {
  const of = (route: string) => routes.filter((each) => each.route === route);
  const refused = exchange('{"code":"invalid_request"}', { status: 400 });

  test('wants enough cases, and enough of them to arrive', () => {
    const right = Array.from({ length: 3 }, () => exchange('{}'));
    const wrong = Array.from({ length: 7 }, () => refused);
    const verdict = (...all: readonly Exchange[]) =>
      judged(heardOf(...all), of(availability), enough).flatMap(({ faults }) => faults);
    expect(verdict(...right, ...wrong)).toEqual([]);
    expect(verdict(...right, ...wrong, refused)).toEqual(['3 of 11 reach it']);
    expect(verdict(...right)).toEqual(['only 3 of 10 cases']);
    expect(verdict()).toEqual(['only 0 of 10 cases']);
  });

  test('wants a function that takes nothing to be asked once', () => {
    const path = '/v1/functions';
    const [verdict] = judged(heardOf(exchange('{}', { path })), of('GET /v1/functions'), enough);
    expect(verdict?.faults).toEqual([]);
  });

  test('is read as a table', () => {
    expect(table(heardOf(exchange('{}'), refused))).toBe(
      `${availability}      2   50 %  200×1 400×1`,
    );
  });
});
