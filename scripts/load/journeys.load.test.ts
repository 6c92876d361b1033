/** Every journey passes at a house that is well, and notices a house that answers wrongly. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Exchange, type Said, standBetween } from '../testing/between.ts';
import { installed, pythonTools } from '../tools/python-tool.ts';
import { type Journey, journeys, type Load, type Outcome, runJourney } from './journey.ts';
import { startTarget, type Target, targetAt } from './target.ts';

/** Small enough for a machine that does other things; what is judged is right or wrong, never quick or slow. */
const small = { perSecond: 8, durationS: 3, p95MsMax: 30_000 } satisfies Omit<Load, 'journey'>;

let program: string;
let house: Target;
beforeAll(async () => {
  program = await installed(pythonTools.k6, process.env);
  house = await startTarget();
});
afterAll(() => house.stop());

/** Wrong in one thing, each. */
const lies: Readonly<Record<Journey, (exchange: Exchange) => Said>> = {
  'front-desk-day': changed(/^POST .*\/reservations$/, (body) => {
    return { ...body, totalMinor: Number(body['totalMinor']) + 1 };
  }),
  'channel-storm': changed(/^POST .*\/cancellations$/, (body) => ({
    ...body,
    status: 'confirmed',
  })),
  'availability-reader': ({ method, path, answer }) =>
    method === 'GET' && path.includes('/availability')
      ? { ...answer, body: answer.body.replace(/"left":20/, '"left":21') }
      : answer,
  'event-producer': ({ answer }) =>
    answer.status === 202 ? { ...answer, status: 200, body: '{"kept":true}' } : answer,
  // Turned away by the house, and told of a booking: the night is sold more often than it has rooms.
  'sale-opening': ({ body, answer }) => {
    if (answer.status === 201 && body.includes('adults')) booked = answer;
    return answer.status === 409 && booked !== undefined ? forged(booked, body) : answer;
  },
};

let booked: Said | undefined;
function forged(like: Said, asked: string): Said {
  const stay = JSON.parse(asked);
  const totalMinor = stay.rates[0].amountMinor;
  return { ...like, body: JSON.stringify({ ...JSON.parse(like.body), ...stay, totalMinor }) };
}

function changed(
  asked: RegExp,
  change: (body: Readonly<Record<string, unknown>>) => object,
): (exchange: Exchange) => Said {
  return ({ method, path, answer }) =>
    asked.test(`${method} ${path}`)
      ? { ...answer, body: JSON.stringify(change(JSON.parse(answer.body))) }
      : answer;
}

/** The thresholds that were crossed. */
function missed({ measured }: Outcome): readonly string[] {
  return (measured?.thresholds ?? [])
    .filter(({ met }) => !met)
    .map(({ metric }) => metric)
    .toSorted();
}

describe.each(journeys)('%s', (journey) => {
  test('finds a house that is well right in everything', async () => {
    const outcome = await runJourney(program, { journey, ...small }, house);
    expect(outcome.measured?.checks.filter(({ fails }) => fails > 0)).toEqual([]);
    expect(missed(outcome)).toEqual([]);
    expect(outcome.ended).toBe('passed');
    expect(outcome.generatorUs).toBeGreaterThan(0);
    expect(outcome.house?.serviceUs).toBeGreaterThan(0);
  });

  test('notices a wrong answer', async () => {
    const liar = await standBetween(house.url, { hear: lies[journey] });
    try {
      const { token, channelToken } = house;
      const target = targetAt({ url: liar.url, token, channelToken });
      const outcome = await runJourney(program, { journey, ...small }, target);
      expect(outcome.ended).toBe('missed');
      expect(missed(outcome)).toContain(journey === 'sale-opening' ? 'rooms_sold' : 'checks');
    } finally {
      await liar.stop();
    }
  });
});

test('A journey that cannot begin is broken, not missed', async () => {
  const target = targetAt({ url: house.url, token: 'no-token' });
  const outcome = await runJourney(program, { journey: 'sale-opening', ...small }, target);
  expect(outcome.ended).toBe('broken');
});
