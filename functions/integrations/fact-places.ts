/** Where a scan of facts goes on, as a cursor: one part per topic, its partitions' offsets in base 36. */
import * as z from 'zod';
import { decodeCursor, encodeCursor } from '#shared/http/cursor.ts';
import type { Places } from './scan-facts.ts';

/** A topic without partitions; a part of a cursor is never empty. */
const none = '-';
const offsets = /^(?:-|[0-9a-z]{1,11}(?:\.[0-9a-z]{1,11})*)$/;

export function encodePlaces(places: Places): string {
  return encodeCursor(
    places.map((offsets) =>
      offsets.length === 0 ? none : offsets.map((offset) => offset.toString(36)).join('.'),
    ),
  );
}

export function decodePlaces(cursor: string, topics: number): Places | 'invalid' {
  const parts = decodeCursor(cursor, z.array(z.string().regex(offsets)).length(topics));
  if (parts === 'invalid') return 'invalid';
  const places = parts.map((part) =>
    part === none ? [] : part.split('.').map((digits) => Number.parseInt(digits, 36)),
  );
  return places.flat().every((offset) => Number.isSafeInteger(offset) && offset >= 0)
    ? places
    : 'invalid';
}
