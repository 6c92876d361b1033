/** The calendar's date in a time zone at an instant. */

/** More than there are zones; each formatter takes longer to make than a request to answer. */
const formattersMax = 1_000;
const formatters = new Map<string, Intl.DateTimeFormat>();

/** `YYYY-MM-DD`. Throws a RangeError for a zone that is none. */
export function localDate(nowMs: number, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    // Swedes write dates as ISO 8601 does.
    formatter = new Intl.DateTimeFormat('sv-SE', { timeZone });
    if (formatters.size < formattersMax) formatters.set(timeZone, formatter);
  }
  return formatter.format(nowMs);
}
