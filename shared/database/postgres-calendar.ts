/** Days and instants as PostgreSQL counts them in binary: from 2000-01-01, days and microseconds. */

const daysBefore: readonly number[] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const monthDays: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** From 0001-01-01. */
const daysTo2000 = 730_119;

/** Of a text that begins with `YYYY-MM-DD`; `undefined` where the calendar has no such day. */
export function dayOf(text: string): number | undefined {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (text[4] !== '-' || text[7] !== '-' || !(year >= 1) || !(day >= 1)) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  const length = monthDays[month - 1];
  if (length === undefined || day > length + (month === 2 ? leap : 0)) return undefined;
  const whole = year - 1;
  const leapDays = ((whole / 4) | 0) - ((whole / 100) | 0) + ((whole / 400) | 0);
  const before = (daysBefore[month - 1] ?? 0) + (month > 2 ? leap : 0);
  return whole * 365 + leapDays + before + day - 1 - daysTo2000;
}

/**
 * Of a UTC instant in the forms that `Date.toISOString()` and the reading of columns write, to the
 * millisecond or the microsecond; `undefined` for every other form, and for what is too far away for
 * a number to count its microseconds.
 */
export function microsecondOf(text: string): number | undefined {
  const day = dayOf(text);
  const [hour, minute, second] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  const fraction = fractionOf(text);
  if (day === undefined || !(hour < 24) || !(minute < 60) || !(second < 60)) return undefined;
  if (text[10] !== 'T' || text[13] !== ':' || text[16] !== ':' || !(fraction >= 0))
    return undefined;
  const microseconds =
    ((day * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + fraction;
  return Number.isSafeInteger(microseconds) ? microseconds : undefined;
}

/** In microseconds; `NaN` when it has neither three digits nor six. */
function fractionOf(text: string): number {
  if (text[19] !== '.' || !text.endsWith('Z')) return Number.NaN;
  if (text.length === 24) return digits(text, 20, 3) * 1_000;
  return text.length === 27 ? digits(text, 20, 6) : Number.NaN;
}

/** `NaN` where there is none. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}
