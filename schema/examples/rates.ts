/** The price list of the story's house, and what two nights cost there. Named as their schemas. */
import { ids } from './ids.ts';

export const TaxEnvironment = {
  taxes: [
    {
      code: 'VAT10',
      name: 'Value added tax, lodging',
      amount: { kind: 'percentage', ratePpm: 100_000 },
      included: true,
      on: ['accommodation', 'food'],
      onTaxes: [],
      exemptPurposes: [],
      onBehalf: false,
    },
    {
      code: 'CITY',
      name: 'City tax',
      amount: { kind: 'fixed', charging: 'per_person_night', amountMinor: 250 },
      included: false,
      on: [],
      onTaxes: [],
      nightsMax: 21,
      from: '2026-01-01',
      ageFrom: 15,
      exemptPurposes: ['business'],
      onBehalf: true,
    },
  ],
  rounding: { point: 'per_tax_bucket', mode: 'half_up' },
};

export const RatePlan = {
  name: 'Bed and breakfast',
  mealPlan: 'bed_and_breakfast',
  derivation: { from: 'BAR', changePpm: -50_000, changeMinor: 0, roundToMinor: 100 },
  extras: [
    {
      ...{ code: 'BRK', name: 'Breakfast', category: 'food' },
      ...{ charging: 'per_person_night', amountMinor: 1_500 },
      children: [{ ageFrom: 0, ageTo: 5, amountMinor: 0 }],
    },
    {
      ...{ code: 'PARKING', name: 'Parking', category: 'service' },
      ...{ charging: 'per_night', amountMinor: 1_200, optional: true },
    },
  ],
  freeNights: { ofNights: 7, free: 1, which: 'last' },
  policies: {
    guarantee: { kind: 'card' },
    deposit: null,
    cancellation: [{ from: { days: 1, at: '18:00' }, fee: { kind: 'nights', nights: 1 } }],
    noShow: { kind: 'percentage', ratePpm: 900_000, of: 'room' },
  },
};
export const NamedRatePlan = { ratePlan: 'BB', ...RatePlan };
export const RatePlanPage = {
  ratePlans: [
    {
      ratePlan: 'BAR',
      name: 'Best available rate',
      mealPlan: 'room_only',
      derivation: null,
      extras: [],
    },
    NamedRatePlan,
  ],
};

export const SetPrices = {
  prices: [
    {
      ...{ ratePlan: 'BAR', roomType: 'DBL', from: '2026-05-01', to: '2026-09-01' },
      price: {
        adultsMinor: [99_00, 119_00],
        extraAdultMinor: 30_00,
        children: [
          { ageFrom: 0, ageTo: 2, amountMinor: 0 },
          { ageFrom: 3, ageTo: 12, amountMinor: 15_00 },
        ],
      },
    },
    {
      ...{
        ratePlan: 'BAR',
        roomType: 'DBL',
        from: '2026-05-01',
        to: '2026-09-01',
        weekdays: [5, 6],
      },
      price: { adultsMinor: [119_00, 139_00], extraAdultMinor: 30_00, children: [] },
    },
  ],
};
export const SetRestrictions = {
  restrictions: [
    {
      scope: { ratePlan: null, roomType: null },
      ...{ from: '2026-05-22', to: '2026-05-25', set: { minimumStayThrough: 2 } },
    },
    {
      scope: { ratePlan: 'BAR', roomType: 'STE' },
      ...{ from: '2026-05-14', to: '2026-05-15', set: { closedForArrival: true } },
    },
  ],
};
export const LinesSet = { lines: 2 };

const stay = { arrival: '2026-05-12', departure: '2026-05-14' };
export const CreateQuote = {
  ...stay,
  adults: 2,
  childrenAges: [],
  purpose: 'leisure',
  extras: ['PARKING'],
};

function room(night: string) {
  return {
    ...{ kind: 'room', night, category: 'accommodation', netMinor: 108_18 },
    ...{ taxes: [{ code: 'VAT10', amountMinor: 10_82 }], grossMinor: 119_00 },
  };
}
function city(night: string) {
  return {
    ...{ kind: 'tax', night, netMinor: 0, taxes: [{ code: 'CITY', amountMinor: 5_00 }] },
    grossMinor: 5_00,
  };
}
const fee = { netMinor: 119_00, taxes: [], grossMinor: 119_00 };

/** As a booking by it keeps it. */
export const pricedStay = {
  ...{ ratePlan: 'BAR', mealPlan: 'room_only', purpose: 'leisure', childrenAges: [] },
  lines: [room('2026-05-12'), room('2026-05-13'), city('2026-05-12'), city('2026-05-13')],
  taxes: [
    { code: 'VAT10', name: 'Value added tax, lodging', amountMinor: 21_64, onBehalf: false },
    { code: 'CITY', name: 'City tax', amountMinor: 10_00, onBehalf: true },
  ],
  ...{ netMinor: 216_36, taxMinor: 31_64, totalMinor: 248_00 },
  policies: {
    guarantee: { kind: 'card' },
    deposit: null,
    cancellation: [{ from: '2026-05-11T16:00:00.000Z', fee }],
    noShow: fee,
  },
};

export const Quote = {
  ...{ ...stay, currency: 'EUR', heldUntil: '2026-05-10T09:44:03.120Z' },
  offers: [
    {
      // Of a quote some hundred characters are left out here.
      ...{ quoteId: 'WzEsWyIyMDI2LTA1LTEyIi…', roomType: 'DBL', roomsLeft: 3 },
      ...pricedStay,
      policiesInWords: [
        'A card guarantees the room.',
        'It can be cancelled free of charge until 11 May 2026 at 18:00.',
        'Cancelling from 11 May 2026 at 18:00 on costs EUR 119.00.',
        'Not coming costs EUR 119.00.',
      ],
    },
  ],
  declined: [
    {
      ...{ ratePlan: 'BAR', roomType: 'STE', mealPlan: 'room_only' },
      reasons: [{ code: 'soldOut', night: '2026-05-13' }],
    },
  ],
};
export const PriceCalendar = {
  currency: 'EUR',
  nights: [
    {
      ...{ night: '2026-05-12', roomsLeft: 4 },
      lowest: {
        ...{ ratePlan: 'BAR', roomType: 'DBL', amountMinor: 119_00, roomsLeft: 3 },
        ...{ arrival: true, nightsMin: 1 },
      },
    },
    { night: '2026-05-13', roomsLeft: 0 },
  ],
};

export const SearchProperties = { city: 'Wien', ...stay, adults: 2, limit: 20 };
export const PropertyOfferPage = {
  properties: [
    {
      ...{ propertyId: ids.property, name: 'Gasthof Ring', country: 'AT', currency: 'EUR' },
      ...{ ratePlan: 'BAR', roomType: 'DBL', mealPlan: 'room_only', totalMinor: 248_00 },
      roomsLeft: 3,
    },
  ],
};
