/** The price lists of the demo hotels: three plans, two years of nights and a city tax. */
import { type Access, getOfOpened, post, put } from './demo-api.ts';

const flexible = {
  ...{ guarantee: { kind: 'card' }, deposit: null, noShow: { kind: 'nights', nights: 1 } },
  cancellation: [{ from: { days: 1, at: '18:00' }, fee: { kind: 'nights', nights: 1 } }],
};
const nonRefundable = {
  ...{ guarantee: { kind: 'card' }, deposit: null, noShow: null },
  cancellation: [{ from: null, fee: { kind: 'percentage', ratePpm: 1_000_000, of: 'total' } }],
};

const plans = [
  [
    'BAR',
    {
      ...{ name: 'Best available rate', mealPlan: 'room_only', derivation: null, extras: [] },
      policies: flexible,
    },
  ],
  [
    'BB',
    {
      ...{ name: 'Bed and breakfast', mealPlan: 'bed_and_breakfast' },
      derivation: { from: 'BAR', changePpm: 0, changeMinor: 0, roundToMinor: 1 },
      extras: [
        {
          ...{ code: 'BRK', name: 'Breakfast', category: 'food' },
          ...{ charging: 'per_person_night', amountMinor: 1_500 },
        },
      ],
      policies: flexible,
    },
  ],
  [
    'NRF',
    {
      ...{ name: 'Non-refundable', mealPlan: 'room_only', extras: [] },
      derivation: { from: 'BAR', changePpm: -100_000, changeMinor: 0, roundToMinor: 100 },
      policies: nonRefundable,
    },
  ],
] as const;

/** As in Lisbon: lodging at 6 %, food at 13 %, fees at 23 %, and by person and night for the first seven. */
const taxes = {
  taxes: [
    vat('VAT6', 'VAT on lodging', 60_000, 'accommodation'),
    vat('VAT13', 'VAT on food', 130_000, 'food'),
    vat('VAT23', 'VAT on fees', 230_000, 'fee'),
    {
      ...{ code: 'CITY', name: 'City tax', included: false, on: [], onTaxes: [], onBehalf: true },
      amount: { kind: 'fixed', charging: 'per_person_night', amountMinor: 400 },
      ...{ nightsMax: 7, ageFrom: 13, exemptPurposes: [] },
    },
  ],
  rounding: { point: 'per_tax_bucket', mode: 'half_up' },
};

function vat(code: string, name: string, ratePpm: number, category: string) {
  return {
    ...{ code, name, amount: { kind: 'percentage', ratePpm }, included: true, on: [category] },
    ...{ onTaxes: [], exemptPurposes: [], onBehalf: false },
  };
}

interface Listed {
  readonly id: string;
  readonly businessDate: string;
}

/** Does nothing where there are plans; what an earlier start began is set again. */
export async function seedPrices(
  admin: Access,
  { id, businessDate }: Listed,
  roomTypes: readonly { readonly code: string }[],
): Promise<void> {
  const path = `/v1/properties/${id}`;
  const { ratePlans } = await getOfOpened<Plans>(admin, `${path}/rate-plans`);
  if (ratePlans.length === plans.length) return;
  await put(admin, `${path}/taxes`, taxes);
  const [base, ...derived] = plans;
  await put(admin, `${path}/rate-plans/${base[0]}`, base[1]);
  const range = { from: businessDate, to: `${Number(businessDate.slice(0, 4)) + 2}-12-31` };
  const prices = roomTypes.flatMap(({ code: roomType }, at) => [
    { ratePlan: base[0], roomType, ...range, price: nightly(9_000 + at * 3_000) },
    {
      ...{ ratePlan: base[0], roomType, ...range, weekdays: [5, 6] },
      price: nightly(11_000 + at * 3_500),
    },
  ]);
  await post(admin, `${path}/prices`, { prices }, `demo prices ${id}`);
  for (const [code, plan] of derived) await put(admin, `${path}/rate-plans/${code}`, plan);
}

function nightly(oneAdultMinor: number) {
  return {
    adultsMinor: [oneAdultMinor, oneAdultMinor + 2_000],
    extraAdultMinor: 3_500,
    children: [
      { ageFrom: 0, ageTo: 2, amountMinor: 0 },
      { ageFrom: 3, ageTo: 12, amountMinor: 1_500 },
    ],
  };
}

interface Plans {
  readonly ratePlans: readonly object[];
}
