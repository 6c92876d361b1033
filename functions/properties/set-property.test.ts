import { describe, expect, test } from 'vitest';
import { property } from '../../scripts/testing/desk.ts';
import { expectRefusal, inHouse } from '../../scripts/testing/in-house.ts';
import { factsOf, opened, put } from './testing.ts';

const the = inHouse();

const details = {
  ...{ name: 'Renamed', locale: 'pt-PT', checkInFrom: '15:00', checkOutUntil: '11:00' },
  address: { lines: ['Rua 1'], city: 'Lisboa', country: 'PT' },
  taxEnvironment: 'PT',
};

describe('H28 A property', () => {
  test('says of itself what may change, and keeps what its books are kept by', async () => {
    const path = await opened(the);
    const propertyId = path.split('/').at(-1);
    const answer = await put(the.house.desk, path, details);
    const after = { id: propertyId, ...property(3), currencyExponent: 2, ...details };
    expect([answer.status, answer.body, answer.headers.get('etag')]).toEqual([200, after, '"2"']);
    const read = await the.house.desk.get(path);
    expect([read.body, read.headers.get('etag')]).toEqual([after, '"2"']);
    expect(await factsOf(the, path)).toEqual([
      ['property.set.v1', { propertyId, version: 2, ...details }],
    ]);
  });

  test('is changed by whoever saw it as it is, and by the same words only once', async () => {
    const path = await opened(the);
    expect((await put(the.house.desk, path, details, '"1"')).status).toBe(200);
    const late = await put(the.house.desk, path, { ...details, name: 'Late' }, '"1"');
    expectRefusal(late, 412, { code: 'version_conflict', version: 2 });
    const again = await put(the.house.desk, path, details);
    expect([again.status, again.headers.get('etag')]).toEqual([200, '"2"']);
    expect(await factsOf(the, path)).toHaveLength(1);
  });

  test('has a time zone, an address and a language that there are', async () => {
    const path = await opened(the);
    const wrong: [object, string, string][] = [
      [{ locale: 'english' }, '/locale', 'is no language tag of BCP 47'],
      [
        { address: { ...details.address, country: 'XX' } },
        '/address/country',
        'is no country of ISO 3166-1',
      ],
    ];
    for (const [change, pointer, detail] of wrong) {
      const answer = await put(the.house.desk, path, { ...details, ...change });
      expectRefusal(answer, 400, { code: 'invalid_request', errors: [{ pointer, detail }] });
    }
    const fixed = await put(the.house.desk, path, { ...details, timeZone: 'Europe/Vienna' });
    expect(fixed.body.errors).toEqual([{ pointer: '/timeZone', detail: 'is not known here' }]);
    for (const time of ['24:00', '9:00', '12:60']) {
      const answer = await put(the.house.desk, path, { ...details, checkInFrom: time });
      expect(answer.body.errors[0].pointer).toBe('/checkInFrom');
    }
  });

  test('R-M is opened in a currency that there is, with its exponent', async () => {
    const open = (currency: string) =>
      the.house.desk.post('/v1/properties', { ...property(1), currency });
    for (const [currency, exponent] of [
      ['EUR', 2],
      ['JPY', 0],
      ['KWD', 3],
    ] as const) {
      const answer = await open(currency);
      expect([answer.status, answer.body.currencyExponent]).toEqual([201, exponent]);
    }
    const errors = [{ pointer: '/currency', detail: 'is no currency of ISO 4217 that is in use' }];
    expectRefusal(await open('DEM'), 400, { code: 'invalid_request', errors });
  });
});
