/** The figures of a replayed hotel as the product's own projection tells them, in the data set's words. */
import { setTimeout as delay } from 'node:timers/promises';
import type * as z from 'zod';
import { PropertyStatistics } from '#schema/analytics.ts';
import { type Api, isNotHeardOfYet } from '../serai/api.ts';
import { Sorry } from '../serai/sorry.ts';

type Statistics = z.output<typeof PropertyStatistics>;

export interface HotelFigures {
  readonly reservations: number;
  readonly status: {
    readonly 'Check-Out': number;
    readonly Canceled: number;
    readonly 'No-Show': number;
  };
  readonly room_nights_sold: number;
  /** Exact decimal text, in euros. */
  readonly room_revenue: string;
  /** Room revenue per room night sold, 4 decimals. */
  readonly adr: string | null;
  readonly peak_rooms_sold: { readonly date: string; readonly rooms: number } | null;
  readonly by_stay_month: Readonly<
    Record<
      string,
      { readonly room_nights: number; readonly room_revenue: string; readonly adr: string }
    >
  >;
  readonly turned_away: number;
  readonly flagged: Readonly<Record<string, number>>;
}

/** A projection works off some thousand facts a second; a minute without an end is a fault. */
const waitMsMax = 120_000;
const pollMs = 200;

/** Waits until every row has come to its end in the projection. */
export async function figuresOf(api: Api, propertyId: string, rows: number): Promise<HotelFigures> {
  const deadlineMs = Date.now() + waitMsMax;
  for (;;) {
    const statistics = await statisticsOf(api, propertyId);
    if (statistics !== undefined && isComplete(statistics, rows)) return hotelFigures(statistics);
    if (Date.now() > deadlineMs) {
      const seen = (statistics?.reservations ?? 0) + (statistics?.turnedAway ?? 0);
      throw new Sorry(
        `The statistics stay behind: ${seen} of ${rows} rows after ${waitMsMax / 1000} s.`,
      );
    }
    await delay(pollMs);
  }
}

/** `undefined` until the projection has heard of the property, which a short replay is over before. */
async function statisticsOf(api: Api, propertyId: string): Promise<Statistics | undefined> {
  try {
    return await api.get(`/v1/properties/${propertyId}/statistics`, PropertyStatistics);
  } catch (error) {
    if (isNotHeardOfYet(error)) return undefined;
    throw error;
  }
}

function isComplete({ reservations, turnedAway, status }: Statistics, rows: number): boolean {
  return reservations + turnedAway === rows && status.confirmed + status.in_house === 0;
}

export function hotelFigures(statistics: Statistics): HotelFigures {
  const { status, byStayMonth } = statistics;
  return {
    reservations: statistics.reservations,
    status: {
      'Check-Out': status.checked_out,
      Canceled: status.cancelled,
      'No-Show': status.no_show,
    },
    room_nights_sold: statistics.roomNightsSold,
    room_revenue: statistics.roomRevenue,
    adr: statistics.adr,
    peak_rooms_sold: statistics.peakRoomsSold,
    by_stay_month: Object.fromEntries(
      Object.entries(byStayMonth).map(([month, { roomNights, roomRevenue, adr }]) => [
        month,
        { room_nights: roomNights, room_revenue: roomRevenue, adr },
      ]),
    ),
    turned_away: statistics.turnedAway,
    flagged: statistics.flagged,
  };
}
