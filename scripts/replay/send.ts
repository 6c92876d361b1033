/**
 * Sends the history of one hotel through the import API, in order and one request at a time, from
 * the business date on that is open: what was sent before is answered from its keys.
 */
import { BusinessDay, ImportResults, SetSellLimit } from '#schema/reservations/http.ts';
import { dateOfDay, dayNumber } from '#schema/values.ts';
import type { Api } from '../serai/api.ts';
import { Sorry } from '../serai/sorry.ts';
import { bookCommand, type Command, commandOf } from './commands.ts';
import type { BookedRow } from './row.ts';
import type { HotelPlan, Step } from './schedule.ts';

export interface HotelReplay {
  readonly api: Api;
  readonly propertyId: string;
  readonly plan: HotelPlan;
  /** The house limit; undefined: none. */
  readonly rooms: number | undefined;
  /** Names this replay, in keys. */
  readonly id: string;
  /** Told of every answered request: how many steps it carried. */
  progressed(steps: number): void;
}

/** What the API takes in one request. */
const commandsMax = 500;
/** Half of what the API takes, because sizes are estimated. */
const bytesMax = 1024 * 1024;
const commandBytes = 400;
const nightBytes = 80;
/** A request waits 10 s for its decisions; after a minute nobody is deciding. */
const attemptsMax = 6;

type Commanded = Exclude<Step, { readonly do: 'limit' }>;

interface Queued {
  readonly step: Commanded;
  readonly command: Command;
}

type Result = (typeof ImportResults)['_output']['results'][number];

export async function replayHotel(replay: HotelReplay): Promise<void> {
  const { api, plan, propertyId } = replay;
  const { businessDate } = await api.get(`/v1/properties/${propertyId}/business-day`, BusinessDay);
  const fromDay = dayNumber(businessDate);
  const turnedAway = new Set<number>();
  let queue: Queued[] = [];
  let queuedBytes = 0;

  async function flush(): Promise<void> {
    if (queue.length === 0) return;
    const sent = queue;
    queue = [];
    queuedBytes = 0;
    const results = await sendAll(
      replay,
      sent.map(({ command }) => command),
    );
    const doubtful = new Set<BookedRow>();
    for (const [at, { step }] of sent.entries()) {
      const verdict = judge(step, results[at]?.outcome ?? 'missing', {
        turnedAway,
        fromDay,
        rooms: replay.rooms,
      });
      if (verdict === 'turned_away' && step.do !== 'close') turnedAway.add(step.row.number);
      if (verdict === 'doubtful' && step.do !== 'close') doubtful.add(step.row);
    }
    for (const row of await stillTurnedAway(replay, [...doubtful])) turnedAway.add(row.number);
    replay.progressed(sent.length);
  }

  for (let day = fromDay; day <= plan.lastDay; day += 1) {
    for (const step of plan.stepsOf(day)) {
      if (step.do === 'limit') {
        await flush();
        await setLimit(replay, step);
        continue;
      }
      // What was refused a room has no history.
      if (step.do !== 'close' && step.do !== 'book' && turnedAway.has(step.row.number)) {
        replay.progressed(1);
        continue;
      }
      queue.push({ step, command: commandOf(step, day) });
      queuedBytes += commandBytes;
      if (step.do === 'book')
        queuedBytes += (step.row.departureDay - step.row.arrivalDay) * nightBytes;
      if (queue.length === commandsMax || queuedBytes > bytesMax) await flush();
    }
  }
  await flush();
}

/** Repeats the request, keys and all, until every command in it is decided. */
async function sendAll(
  replay: HotelReplay,
  commands: readonly Command[],
): Promise<readonly Result[]> {
  const path = `/v1/properties/${replay.propertyId}/imports`;
  for (let attempt = 1; ; attempt += 1) {
    const key = `${replay.id}.${commands[0]?.key ?? ''}`;
    const { results } = await replay.api.post(path, { commands }, key, ImportResults);
    if (
      results.length === commands.length &&
      results.every(({ outcome }) => outcome !== 'pending')
    ) {
      return results;
    }
    if (attempt === attemptsMax)
      throw new Sorry(
        `Nobody decides the commands of ${replay.plan.hotel}; the replay can be started again.`,
      );
  }
}

interface Known {
  readonly turnedAway: ReadonlySet<number>;
  /** Where this run began: what was booked before it was answered to another. */
  readonly fromDay: number;
  readonly rooms: number | undefined;
}

type Verdict = 'done' | 'turned_away' | 'doubtful';

export function judge(step: Commanded, outcome: string, known: Known): Verdict {
  if (outcome === 'accepted') return 'done';
  if (step.do === 'close') throw new Sorry(`Closing a business day was refused: ${outcome}.`);
  const { row } = step;
  if (step.do === 'book') {
    if (outcome === 'no_room' && known.rooms !== undefined) return 'turned_away';
  } else if (outcome === 'reservation_unknown' && known.rooms !== undefined) {
    if (known.turnedAway.has(row.number)) return 'done';
    // Within one request the booking's answer comes together with this one's.
    if (row.bookedDay < known.fromDay) return 'doubtful';
  }
  throw new Sorry(`Row ${row.number}: ${step.do} was refused: ${outcome}.`);
}

/** A run that goes on has not seen earlier refusals: it asks again, and the key gives the first answer. */
async function stillTurnedAway(
  replay: HotelReplay,
  rows: readonly BookedRow[],
): Promise<readonly BookedRow[]> {
  if (rows.length === 0) return [];
  const results = await sendAll(replay, rows.map(bookCommand));
  for (const [at, row] of rows.entries()) {
    const result = results[at];
    if (result?.outcome !== 'no_room' || !result.replayed) {
      throw new Sorry(`Row ${row.number}: its booking is unknown, but was not turned away.`);
    }
  }
  return rows;
}

async function setLimit(replay: HotelReplay, step: Step & { readonly do: 'limit' }): Promise<void> {
  const { api, propertyId, rooms = null, id } = replay;
  const [from, to] = [dateOfDay(step.fromDay), dateOfDay(step.toDay)];
  await api.post(
    `/v1/properties/${propertyId}/sell-limits`,
    { roomType: null, from, to, rooms, hard: true },
    `${id}.limit-${from}`,
    SetSellLimit,
  );
}

/** How many steps a run has before it that begins on this day; limits are not counted. */
export function stepsFrom(plan: HotelPlan, fromDay: number): number {
  let count = Math.max(0, plan.lastDay - Math.max(fromDay, plan.firstDay) + 1);
  for (const { status, bookedDay, arrivalDay, departureDay, cancelledDay } of plan.rows) {
    if (bookedDay >= fromDay) count += 1;
    if (cancelledDay !== undefined && cancelledDay >= fromDay) count += 1;
    if (status !== 'Canceled' && arrivalDay >= fromDay) count += 1;
    if (status === 'Check-Out' && departureDay >= fromDay) count += 1;
  }
  return count;
}
