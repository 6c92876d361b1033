/** What an attacker reads knows the house, and is otherwise what everybody reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arriving, knowing } from './document.ts';

const text = readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8');
const known = { propertyId: ['a', 'b'] };
const path = '/v1/properties/{propertyId}/availability';

test('Ids that are there stand beside all others', () => {
  const { paths } = JSON.parse(knowing(text, known));
  const [propertyId, from] = paths[path].get.parameters;
  expect(propertyId.schema).toEqual({
    anyOf: [{ enum: ['a', 'b'] }, { $ref: '#/components/schemas/PropertyId' }],
  });
  expect(from.schema).toEqual({ $ref: '#/components/schemas/HotelDate' });
});

test('Nothing is left out but what has no end and what is CSV', () => {
  const before = Object.keys(JSON.parse(text).paths);
  const after = Object.keys(JSON.parse(knowing(text, known)).paths);
  expect(before.filter((each) => !after.includes(each))).toEqual([
    '/v1/properties/{propertyId}/live',
    '/v1/properties/{propertyId}/room-imports',
    '/v1/properties/{propertyId}/room-type-imports',
  ]);
});

test('What arrives keeps the rules between members, and answers stay as they are documented', () => {
  const { components, paths } = JSON.parse(arriving(text, known));
  const { SubmitReservation, Reservation } = components.schemas;
  expect(SubmitReservation.properties.rates.const).toHaveLength(2);
  expect(SubmitReservation.properties.guest).toEqual({
    $ref: '#/components/schemas/ReservationsGuest',
  });
  expect(Reservation).toEqual(JSON.parse(text).components.schemas.Reservation);
  expect(paths[path].get.parameters[1].schema).toEqual({ const: '2026-01-03' });
});
