/** The subscriber as a trigger calls it: one event, and what stands in the table afterwards. */
import { expect, test } from 'vitest';
import { hearing, opened, tenantId } from '../../scripts/testing/property-opened.ts';
import recordProperty from './record-property.ts';

const { deliver, rows } = hearing(recordProperty);

test('A property is recorded once, whatever comes after, and what a fact has gained is let pass', async () => {
  const row = {
    ...{ tenant_id: tenantId, property_id: opened.propertyId, name: 'Caravanserai' },
    ...{ time_zone: 'Europe/Lisbon', currency: 'EUR', business_date: '2026-01-01' },
    room_types: JSON.stringify(opened.roomTypes),
    ...{ version: 1, details: null, details_version: 1 },
  };
  expect(await deliver('first', { stars: 5 })).toBeLessThan(300);
  expect(await rows('properties')).toEqual([row]);
  expect(await deliver('first')).toBeLessThan(300);
  expect(await deliver('second', { name: 'Another' })).toBeLessThan(300);
  expect(await rows('properties')).toEqual([row]);
});

test('A fact without what it needs is refused for good', async () => {
  expect(await deliver('third', { roomTypes: undefined })).toBe(422);
});
