/** A whole replay: both hotels side by side, then their figures. */

import { BusinessDay } from '#schema/reservations/http.ts';
import { dayNumber } from '#schema/values.ts';
import type { Api } from '../serai/api.ts';
import { figuresOf, type HotelFigures } from './figures.ts';
import { openHotel, replayIdOf } from './open.ts';
import { progress } from './progress.ts';
import type { DataSet } from './read-file.ts';
import { plansOf } from './schedule.ts';
import { replayHotel, stepsFrom } from './send.ts';

export interface ReplayOptions {
  readonly api: Api;
  readonly dataSet: DataSet;
  readonly rooms: number | undefined;
  readonly terminal: boolean;
  readonly nowMs: () => number;
  write(text: string): void;
}

export interface ReplayedHotel {
  readonly propertyId: string;
  readonly figures: HotelFigures;
}

/** By the hotel's name in the file. */
export async function runReplay(
  options: ReplayOptions,
): Promise<ReadonlyMap<string, ReplayedHotel>> {
  const { api, dataSet, rooms, write } = options;
  const plans = plansOf(dataSet.rows, { limited: rooms !== undefined });
  const id = replayIdOf(dataSet.sha256, rooms);
  const opened = await Promise.all(
    plans.map(async (plan) => {
      const propertyId = await openHotel(api, plan, id);
      const { businessDate } = await api.get(
        `/v1/properties/${propertyId}/business-day`,
        BusinessDay,
      );
      return { plan, propertyId, steps: stepsFrom(plan, dayNumber(businessDate)) };
    }),
  );
  const total = opened.reduce((sum, { steps }) => sum + steps, 0);
  const all = plans.reduce((sum, plan) => sum + stepsFrom(plan, plan.firstDay), 0);
  if (total < all)
    write(`An earlier run did ${all - total} of ${all} steps; going on from there.\n`);
  const bar = progress({ title: 'Replay', total, ...options });
  await Promise.all(
    opened.map(({ plan, propertyId }) =>
      replayHotel({ api, propertyId, plan, rooms, id, progressed: (steps) => bar.advance(steps) }),
    ),
  );
  bar.end();
  const entries = await Promise.all(
    opened.map(async ({ plan, propertyId }) => {
      const figures = await figuresOf(api, propertyId, plan.rows.length);
      return [plan.hotel, { propertyId, figures }] as const;
    }),
  );
  return new Map(entries);
}
