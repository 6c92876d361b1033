/** Durations as people write them. */

const secondsOfUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** `30s`, `5m`, `1h` or `30` in seconds; undefined for anything else and for nothing. */
export function secondsOf(text: string): number | undefined {
  const [, digits = '', unit = 's'] = /^(\d{1,5})([smh])?$/.exec(text) ?? [];
  const seconds = Number(digits) * (secondsOfUnit[unit] ?? 0);
  return seconds > 0 ? seconds : undefined;
}
