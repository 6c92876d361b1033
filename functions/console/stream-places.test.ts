import { describe, expect, test } from 'vitest';
import { streamPlaces } from './stream-places.ts';

describe('Places for streams', () => {
  test('are 20 for one caller', () => {
    const places = streamPlaces();
    const own = Array.from({ length: 20 }, () => places.take('one'));
    expect(own.every((place) => place !== undefined)).toBe(true);
    expect(places.take('one')).toBeUndefined();
    expect(places.take('other')).toBeDefined();
  });

  test('are 1,000 in all', () => {
    const places = streamPlaces();
    for (let caller = 0; caller < 1_000; caller += 1)
      expect(places.take(`${caller}`)).toBeDefined();
    expect(places.take('one more')).toBeUndefined();
  });

  test('are given back once, however often they are left', () => {
    const places = streamPlaces();
    const own = Array.from({ length: 20 }, () => places.take('one'));
    own[0]?.leave();
    own[0]?.leave();
    expect(places.take('one')).toBeDefined();
    expect(places.take('one')).toBeUndefined();
  });
});
