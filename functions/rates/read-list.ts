/** The price list of a property, or the part of it that a question is about. */
import {
  type ExtraCode,
  type NightPrice,
  type RatePlan,
  RatePlanCode,
  type Restriction,
} from '#schema/rates/values.ts';
import { RoomTypeCode } from '#schema/values.ts';
import type { Sql } from '#shared/database/database.ts';
import { readCalendars } from './calendars.ts';
import { baseOf } from './domain/price-night.ts';
import type { PriceList } from './domain/quote.ts';
import { readPlans } from './plans.ts';
import type { Owner, PriceListHead } from './price-list.ts';

export interface Part {
  readonly ratePlan?: RatePlanCode | undefined;
  readonly roomType?: RoomTypeCode | undefined;
  readonly accessCode?: string | undefined;
  /** Those asked for: a plan that does not sell one of them is left out. */
  readonly extras?: readonly ExtraCode[] | undefined;
}

/** With the extras that are charged. Undefined: there is no such plan, or it is not for whoever asks. */
export async function readList(
  sql: Sql,
  owner: Owner,
  { taxes, roomTypes }: Pick<PriceListHead, 'taxes' | 'roomTypes'>,
  { ratePlan, roomType, accessCode, extras = [] }: Part,
): Promise<PriceList | undefined> {
  const open = [...(await readPlans(sql, owner))].filter(
    ([code, plan]) => (ratePlan === undefined || code === ratePlan) && isFor(plan, accessCode),
  );
  if (ratePlan !== undefined && open.length === 0) return undefined;
  const plans = new Map(
    open
      .filter(([, plan]) => sells(plan, extras))
      .map(([code, plan]) => [code, charging(plan, extras)]),
  );
  const bases = [...plans].map(([code, plan]) => baseOf(code, plan));
  const prices = await readCalendars<NightPrice>(sql, 'price_calendars', owner, {
    ratePlans: bases,
    roomTypes: roomType === undefined ? undefined : [roomType],
  });
  const restrictions = await readCalendars<Restriction>(sql, 'restriction_calendars', owner);
  return {
    ...{ plans, taxes },
    prices: prices.map(({ calendar, ...of }) => ({
      ratePlan: RatePlanCode.parse(of.ratePlan),
      roomType: RoomTypeCode.parse(of.roomType),
      occupancy: roomTypes.get(of.roomType)?.occupancy ?? null,
      calendar,
    })),
    restrictions: restrictions.map(({ calendar, ...of }) => ({
      scope: {
        ratePlan: of.ratePlan === '' ? null : RatePlanCode.parse(of.ratePlan),
        roomType: of.roomType === '' ? null : RoomTypeCode.parse(of.roomType),
      },
      calendar,
    })),
  };
}

function sells({ extras }: RatePlan, asked: readonly ExtraCode[]): boolean {
  return asked.every((code) => extras.some((each) => each.code === code));
}

function charging(plan: RatePlan, asked: readonly ExtraCode[]): RatePlan {
  const extras = plan.extras.filter(({ code, optional }) => !optional || asked.includes(code));
  return { ...plan, extras };
}

function isFor({ accessCodes }: RatePlan, accessCode: string | undefined): boolean {
  return (
    accessCodes === undefined || (accessCode !== undefined && accessCodes.includes(accessCode))
  );
}
