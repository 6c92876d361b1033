import { describe, expect, test } from 'vitest';
import { cronFault, nextDueMs } from './cron.ts';

const next = (cron: string, timeZone: string, after: string) =>
  new Date(nextDueMs(cron, timeZone, Date.parse(after))).toISOString();

describe('A cron expression is due', () => {
  test.each([
    ['17 3 * * *', 'UTC', '2026-11-28T03:16:59.999Z', '2026-11-28T03:17:00.000Z'],
    ['17 3 * * *', 'UTC', '2026-11-28T03:17:00Z', '2026-11-29T03:17:00.000Z'],
    ['*/15 * * * *', 'UTC', '2026-12-31T23:50:00Z', '2027-01-01T00:00:00.000Z'],
    ['0 6 * * mon-fri', 'UTC', '2026-11-27T07:00:00Z', '2026-11-30T06:00:00.000Z'],
    ['0 3 * * *', 'Europe/Vienna', '2026-06-30T12:00:00Z', '2026-07-01T01:00:00.000Z'],
    ['0 3 * * *', 'Europe/Vienna', '2026-12-30T12:00:00Z', '2026-12-31T02:00:00.000Z'],
    ['0 0 29 feb *', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s in %s after %s at %s', (cron, timeZone, after, due) => {
    expect(cronFault(cron, timeZone)).toBeUndefined();
    expect(next(cron, timeZone, after)).toBe(due);
  });
});

describe('What is no cron expression of all its readers is told why:', () => {
  test.each([
    ['* * * *', 'it has five fields with one space between them'],
    ['0 * * * * *', 'it has five fields with one space between them'],
    ['@daily', 'it has five fields with one space between them'],
    ['', 'it has five fields with one space between them'],
    ['61 * * * *', 'Invalid value for minute: 61'],
    ['5-1 * * * *', "From value is larger than to value: '5-1'"],
    ['*/0 * * * *', 'Syntax error, illegal stepping: 0'],
    ['0 0 L * *', 'its field "L" is not one that a cluster reads'],
    ['0 0 * * 1#2', 'its field "1#2" is not one that a cluster reads'],
    ['0 0 ? * *', 'its field "?" is not one that a cluster reads'],
    ['0 0 * * 7', 'Sunday is 0 or sun'],
    ['0 0 1 * 1', 'its day of the month or its day of the week is *'],
    ['0 0 30 2 *', 'it never comes'],
  ])('%j', (cron, reason) => expect(cronFault(cron, 'UTC')).toBe(reason));

  test.each(['Mars/One', '+01:00', ''])('in the time zone %j', (timeZone) => {
    expect(cronFault('0 0 * * *', timeZone)).toBe(`${timeZone} is no time zone`);
  });
});
