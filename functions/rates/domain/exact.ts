/** Parts of amounts without a loss, and the one place where they become whole minor units (R-M). */
import type { Rounding } from '#schema/rates/taxes.ts';

/** `over / of`, in lowest terms. */
export interface Ratio {
  readonly over: number;
  readonly of: number;
}

/** `whole + rest / of` minor units, with `0 ≤ rest < of`. */
export interface Exact {
  readonly whole: number;
  readonly rest: number;
  readonly of: number;
}

export function ratio(over: number, of: number): Ratio {
  if (!Number.isSafeInteger(over) || !Number.isSafeInteger(of))
    throw new Error('a ratio beyond whole numbers');
  const shared = greatestDivisor(Math.abs(over), of);
  return { over: over / shared, of: of / shared };
}

/** A part of a part. */
export function times(one: Ratio, other: Ratio): Ratio {
  const across = ratio(one.over, other.of);
  const back = ratio(other.over, one.of);
  return ratio(across.over * back.over, across.of * back.of);
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}

export function exactly(amountMinor: number): Exact {
  return { whole: amountMinor, rest: 0, of: 1 };
}

/** A part of an amount. Beyond what a double holds exactly it is reckoned with big integers. */
export function partOf(amountMinor: number, { over, of }: Ratio): Exact {
  const product = amountMinor * over;
  if (Number.isSafeInteger(product)) {
    // Quicker than a remainder; the quotient may be rounded up to the next whole number.
    const near = Math.floor(product / of);
    const whole = near * of > product ? near - 1 : near;
    return { whole, rest: product - whole * of, of };
  }
  const [large, divisor] = [BigInt(amountMinor) * BigInt(over), BigInt(of)];
  const rest = ((large % divisor) + divisor) % divisor;
  return { whole: Number((large - rest) / divisor), rest: Number(rest), of };
}

/** A half goes away from zero, or to the even neighbour; down is to zero, up is away from it. */
export function rounded({ whole, rest, of }: Exact, mode: Rounding['mode']): number {
  return settled(sumAt(whole, rest, of), mode);
}

/** A share of an amount, in whole minor units; a half goes away from zero. */
export function roundedPart(amountMinor: number, over: number, of: number): number {
  return rounded(partOf(amountMinor, ratio(over, of)), 'half_up');
}

/** Parts of which each comes so many times, one after the other; absent: once. */
export interface Parts {
  readonly parts: readonly Exact[];
  readonly counts?: readonly number[];
}

/** Their sum, rounded once. */
export function roundedSum(of: Parts, mode: Rounding['mode']): number {
  return settled(sumOf(of), mode);
}

function settled({ low, half, isWhole }: Sum, mode: Rounding['mode']): number {
  return !isWhole && isRaised({ low, half }, mode) ? low + 1 : low;
}

function isRaised({ low, half }: Pick<Sum, 'low' | 'half'>, mode: Rounding['mode']): boolean {
  if (mode === 'down') return low < 0;
  if (mode === 'up') return low >= 0;
  if (half !== 0) return half > 0;
  return mode === 'half_even' ? low % 2 !== 0 : low >= 0;
}

/** Whether they come to more than so much, by however little. */
export function exceeds(parts: readonly Exact[], mostMinor: number): boolean {
  const { low, isWhole } = sumOf({ parts });
  return low > mostMinor || (low === mostMinor && !isWhole);
}

interface Sum {
  readonly low: number;
  readonly isWhole: boolean;
  /** On which side of a half the rest is; 0: it is one. */
  readonly half: number;
}

function sumAt(whole: number, rest: number, of: number): Sum {
  return { low: whole, half: rest - (of - rest), isWhole: rest === 0 };
}

function sumOf({ parts, counts }: Parts): Sum {
  let whole = 0;
  /** What is left of a whole unit, over the first denominator: most stays have no other. */
  let [rest, of] = [0, 1];
  let others: Map<number, number> | undefined;
  for (let at = 0; at < parts.length; at += 1) {
    const [part, count] = [parts[at], counts?.[at] ?? 1];
    if (part === undefined) continue;
    whole += part.whole * count;
    if (part.rest === 0) continue;
    if (of === 1) of = part.of;
    const sum = (part.of === of ? rest : (others?.get(part.of) ?? 0)) + part.rest * count;
    // Carried at once, so that it stays a whole number that a double holds.
    const carry = Math.floor(sum / part.of);
    whole += carry;
    if (part.of === of) rest = sum - carry * of;
    else {
      others ??= new Map();
      others.set(part.of, sum - carry * part.of);
    }
  }
  if (others === undefined) return sumAt(whole, rest, of);
  const fraction = fractionOf(others.set(of, rest));
  return { ...fraction, low: whole + fraction.low };
}

function fractionOf(rests: ReadonlyMap<number, number>): Sum {
  let [over, of] = [0n, 1n];
  for (const [denominator, rest] of rests) {
    over = over * BigInt(denominator) + BigInt(rest) * of;
    of *= BigInt(denominator);
  }
  const low = over / of;
  const twice = (over - low * of) * 2n;
  return { low: Number(low), half: twice === of ? 0 : twice > of ? 1 : -1, isWhole: twice === 0n };
}

/**
 * Rounds the sum and shares it out, so that the parts are the whole: each gets its whole units, and
 * those with the largest remainders one more, the earlier first among equals. Tells how often each
 * part gets one more, the first times it comes; sparse: most get none.
 */
export function shareOut(of: Parts, mode: Rounding['mode']): readonly number[] {
  const { parts, counts } = of;
  let left = roundedSum(of, mode);
  for (let at = 0; at < parts.length; at += 1)
    left -= (parts[at]?.whole ?? 0) * (counts?.[at] ?? 1);
  return raisedOf(of, left);
}

/** Up to so many parts it is quicker to look for the next largest again and again than to sort them. */
const lookedThroughMax = 64;

function raisedOf({ parts, counts }: Parts, units: number): readonly number[] {
  const raised: number[] = [];
  let left = units;
  if (left === 0) return raised;
  if (parts.length > lookedThroughMax || !areOfOne(parts)) {
    const largestFirst = parts
      .map((_, at) => at)
      .sort((one, other) => compare(parts[other], parts[one]));
    for (const at of largestFirst) {
      raised[at] = Math.min(left, counts?.[at] ?? 1);
      left -= raised[at] ?? 0;
    }
    return raised;
  }
  for (let below = Number.POSITIVE_INFINITY; left > 0; ) {
    let largest = -1;
    for (let at = 0; at < parts.length; at += 1) {
      const rest = parts[at]?.rest ?? -1;
      if (rest > largest && rest < below) largest = rest;
    }
    if (largest < 0) break;
    for (let at = 0; at < parts.length && left > 0; at += 1) {
      if (parts[at]?.rest !== largest) continue;
      raised[at] = Math.min(left, counts?.[at] ?? 1);
      left -= raised[at] ?? 0;
    }
    below = largest;
  }
  return raised;
}

function areOfOne(parts: readonly Exact[]): boolean {
  const of = parts[0]?.of;
  for (let at = 1; at < parts.length; at += 1) if (parts[at]?.of !== of) return false;
  return true;
}

/** By what is left beside whole units; equal ones stay in order, because sorting is stable. */
function compare(one: Exact | undefined, other: Exact | undefined): number {
  if (one === undefined || other === undefined) return 0;
  if (one.of === other.of) return one.rest - other.rest;
  const difference = BigInt(one.rest) * BigInt(other.of) - BigInt(other.rest) * BigInt(one.of);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}
