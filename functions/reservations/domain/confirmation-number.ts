/**
 * Numbers for guests that never collide and need no look-up: the property's counter, sent through a
 * permutation of all 24^10 numbers that its id selects. A number hides the count from a guest; it
 * is not a secret, because the permutation can be computed by whoever knows the property's id.
 */
import { confirmationAlphabet, type PropertyId } from '#schema/values.ts';

/** 24^10: more bookings than any property takes. */
const size = 63_403_380_965_376;

/** Two halves of 23 bits are the smallest even split that covers `size`: nine in ten tries land. */
const halfRange = 2 ** 23;
const halfMask = halfRange - 1;

/** Four rounds of a Feistel network already look random to a reader; two more cost 5 ns. */
const rounds = 6;

const letters = Int32Array.from(confirmationAlphabet, (letter) => letter.charCodeAt(0));

export function numberingKeys(propertyId: PropertyId): Int32Array {
  const keys = new Int32Array(rounds);
  let mixed = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (let at = 0; at < propertyId.length; at += 1) {
      mixed = scramble(mixed ^ (propertyId.charCodeAt(at) + round * 256));
    }
    keys[round] = mixed;
  }
  return keys;
}

/** The number of the booking that follows `count` others. */
export function confirmationNumber(keys: Int32Array, count: number): string {
  let value = permute(keys, count);
  // Walking on inside the permutation until it lands below `size` keeps it one-to-one.
  while (value >= size) value = permute(keys, value);
  const upper = Math.floor(value / 24 ** 4);
  const lower = value - upper * 24 ** 4;
  const top = Math.floor(upper / 24 ** 4);
  const middle = upper - top * 24 ** 4;
  // One text, made once: each that is added to another is a text as well.
  return String.fromCharCode(
    letterAt(top / 24),
    letterAt(top),
    letterAt(middle / 24 ** 3),
    letterAt(middle / 24 ** 2),
    letterAt(middle / 24),
    letterAt(middle),
    letterAt(lower / 24 ** 3),
    letterAt(lower / 24 ** 2),
    letterAt(lower / 24),
    letterAt(lower),
  );
}

function permute(keys: Int32Array, value: number): number {
  let left = Math.floor(value / halfRange);
  let right = value - left * halfRange;
  for (let round = 0; round < rounds; round += 1) {
    const next = left ^ (scramble(right ^ (keys[round] ?? 0)) & halfMask);
    left = right;
    right = next;
  }
  return left * halfRange + right;
}

function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

/** Of the last digit to the base of 24, what is behind the point left out. */
function letterAt(value: number): number {
  return letters[(value | 0) % 24] ?? 0;
}
