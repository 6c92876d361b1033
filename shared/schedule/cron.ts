/** Cron expressions that Knative, Kubernetes and this process read alike; all others are refused with their reason. */
import { Cron } from 'croner';

/** Numbers, `*`, lists, ranges, steps and names. What else croner knows, such as `L`, a cluster does not. */
const fieldForm =
  /^(?:[\d*,/-]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)+$/i;

/** Why it is none, as the end of a sentence; `undefined` when it is one. */
export function cronFault(cron: string, timeZone: string): string | undefined {
  const fields = cron.split(' ');
  const [, , day = '', , weekday = ''] = fields;
  if (fields.length !== 5) return 'it has five fields with one space between them';
  const strange = fields.find((field) => !fieldForm.test(field));
  if (strange !== undefined) return `its field "${strange}" is not one that a cluster reads`;
  if (/(?:^|[,-])7/.test(weekday)) return 'Sunday is 0 or sun';
  // Whether one of them is enough or both are needed is read in two ways.
  if (day !== '*' && weekday !== '*') return 'its day of the month or its day of the week is *';
  if (!isTimeZone(timeZone)) return `${timeZone} is no time zone`;
  try {
    return nextRun(cron, timeZone, 0) === null ? 'it never comes' : undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^CronPattern: /, '') : String(error);
  }
}

/** The first instant after this one at which it is due. */
export function nextDueMs(cron: string, timeZone: string, afterMs: number): number {
  const next = nextRun(cron, timeZone, afterMs);
  if (next === null) throw new Error(`${cron} never comes`);
  return next.getTime();
}

function nextRun(cron: string, timezone: string, afterMs: number): Date | null {
  return new Cron(cron, { timezone, mode: '5-part' }).nextRun(new Date(afterMs));
}

/** By its name: a cluster takes no offset. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Z]/i.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    // The only way in which a name is refused.
    return false;
  }
}
