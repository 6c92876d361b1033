/** What a stay would cost, and why what is not offered is not (H6). Its prices are held by their signature, no room is. */
import { CreateQuote, Quote } from '#schema/rates/http.ts';
import { quotePlace, quotePurpose } from '#schema/rates/quoted-stay.ts';
import type { TaxEnvironment } from '#schema/rates/taxes.ts';
import type { ExemptionCode } from '#schema/rates/values.ts';
import { PropertyParams } from '#schema/reservations/http.ts';
import { dayNumber, Instant } from '#schema/values.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { instantText } from '#shared/instant.ts';
import { quote } from './domain/quote.ts';
import { todayAt } from './price-list.ts';
import { keptLists, partOf, readPriceList } from './price-lists.ts';
import { problems } from './problems.ts';
import { quoteView } from './quote-view.ts';
import { leftOf, readRoomsLeftOf } from './rooms-left.ts';

/** As long as a caller takes to decide and pay; prices set meanwhile are for those who ask later. */
const heldForMs = 30 * 60_000;

export default http({
  context: 'rates',
  name: 'create-quote',
  purpose: 'Offers every rate plan and room type for a stay, with its lines, taxes and total.',
  route: 'POST /v1/properties/{propertyId}/quotes',
  permission: 'quotes:create',
  scope: 'propertyId',
  transaction: 'read',
  // It makes nothing: asked twice it is reckoned twice.
  idempotencyKey: 'none',
  params: PropertyParams,
  body: CreateQuote,
  answers: {
    200: Quote,
    404: ['property_unknown'],
    422: [
      'arrival_in_past',
      'exemption_unknown',
      'extra_unknown',
      'rate_plan_unknown',
      'room_type_unknown',
    ],
  },
  problems,
  scale: { rps: 100, replicasMin: 0, replicasMax: 20 },
  async handle({ params, body, principal }, tools) {
    const { sql, clock, signed } = tools;
    const owner = { tenantId: principal.tenantId, ...params };
    const days = [dayNumber(body.arrival), dayNumber(body.departure)] as const;
    const [known, left] = await Promise.all([
      readPriceList(sql, owner, keptLists(tools)),
      readRoomsLeftOf(sql, owner, days),
    ]);
    if (known === undefined) return refuse('property_unknown');
    const { head } = known;
    const nowMs = clock.nowMs();
    const today = todayAt(head, nowMs);
    if (body.arrival < today) return refuse('arrival_in_past', { details: { today } });
    if (body.roomType !== undefined && !head.roomTypes.has(body.roomType))
      return refuse('room_type_unknown');
    const list = partOf(known.list, { ...body, today });
    if (list === undefined) return refuse('rate_plan_unknown');
    if (body.extras !== undefined && list.plans.size === 0) return refuse('extra_unknown');
    const { adults, purpose = 'leisure', childrenAges = [], exemptions } = body;
    const exemption = exemptions?.find((claimed) => !isExemption(claimed, head.taxes));
    if (exemption !== undefined) return refuse('exemption_unknown', { details: { exemption } });
    const now = Instant.parse(instantText(nowMs));
    const quoted = quote(list, {
      ...{ arrivalDay: days[0], departureDay: days[1], leftOf: leftOf(left, days) },
      ...{ adults, childrenAges, purpose, exemptions, todayDay: dayNumber(today) },
      when: { timeZone: head.timeZone, now },
    });
    const place = quotePlace(principal.tenantId, params.propertyId);
    const { currency, timeZone, taxes, version } = head;
    const opened = [...list.plans.values()].some(({ accessCodes }) => accessCodes !== undefined);
    const answer = quoteView(quoted, {
      asked: { ...body, purpose, childrenAges },
      ...{ currency, timeZone, taxes: taxes.taxes },
      ...(body.accessCode === undefined ? {} : { accessCodeKnown: opened }),
      heldUntil: instantText(nowMs + heldForMs),
      sign: (text) => signed(quotePurpose).issue(text, heldForMs, place),
    });
    return { status: 200, body: answer, version };
  },
});

function isExemption(claimed: ExemptionCode, { taxes }: TaxEnvironment): boolean {
  return taxes.some(({ exemptions }) => exemptions?.includes(claimed));
}
