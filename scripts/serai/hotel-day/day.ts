/** One day of a hotel, from the evening before to its close, by the public API alone. */
import { ApiRefusal } from '../api.ts';
import { bookQuoted, declinedFor, type Party, price, quote, walkIn } from './guests.ts';
import type { HotelDay } from './house.ts';
import { loadPrices, restrict } from './price-list.ts';

const couple: Party = {
  ...{ lastName: 'Haddad', from: 0, nights: 2, ratePlan: 'BAR', adults: 2, childrenAges: [7] },
};
const engineer: Party = {
  ...{ lastName: 'Okoye', from: 0, nights: 1, ratePlan: 'BAR', purpose: 'business' },
};
const absent: Party = { lastName: 'Kowalska', from: 0, nights: 1, ratePlan: 'BAR' };
const fromChannel: Party = { lastName: 'Tanaka', from: 0, nights: 1, ratePlan: 'NRF' };
const undecided: Party = { lastName: 'Sousa', from: 14, nights: 3, ratePlan: 'NRF', adults: 2 };

export async function hotelDay(day: HotelDay): Promise<void> {
  const { desk, channel, propertyId, story, yesterday, today } = day;
  const at = (reservationId: string) => ({ params: { propertyId, reservationId }, body: {} });

  const guest = await walkIn(day, 'Berg');
  await desk.call('check-in-reservation', at(guest.id));
  story.tell('Front desk', 'checks Berg in, room for the night');
  await closeDay(day, yesterday);

  await loadPrices(day);
  await restrict(day);
  story.tell('Front desk', `is told why one night of that is not sold: ${await declinedFor(day)}`);

  const family = await booked(day, couple, 'a couple with a child of 7');
  const company = await booked(day, engineer, 'a company for its engineer, without city tax');
  const last = await quote(day, channel, fromChannel);
  story.tell('Channel', `shows Tanaka ${price(last.totalMinor)}; rooms left: ${last.roomsLeft}`);
  const missing = await booked(day, absent, 'a guest who will not come');

  const flagged = await bookQuoted(day, channel, fromChannel, last);
  const codes = flagged.validationMessages.map(({ code }) => code).join(', ');
  story.tell('Channel', `sells Tanaka a fourth double at ${price(flagged.totalMinor)}: ${codes}`);
  const { workItems } = await desk.call('list-work-items', {
    params: { propertyId },
    query: { status: 'open' },
  });
  story.tell('Front desk', `finds ${workItems.length} on the work list`);

  const later = await booked(day, undecided, 'a couple for three nights in two weeks');
  const cancelled = await desk.call('cancel-reservation', {
    params: { propertyId, reservationId: later.id },
    body: { reason: 'requested_by_guest' },
  });
  story.tell('Front desk', `cancels Sousa, who owes ${owed(cancelled.feeOwed)} by the policy`);

  await desk.call('check-out-reservation', at(guest.id));
  story.tell('Front desk', 'checks Berg out');
  for (const [name, { id }] of [
    ['the Haddads', family],
    ['Okoye', company],
  ] as const) {
    await desk.call('check-in-reservation', at(id));
    story.tell('Front desk', `checks ${name} in`);
  }
  await desk.call('check-in-reservation', {
    params: { propertyId, reservationId: flagged.id },
    body: { assignedRoomType: 'STE' },
  });
  story.tell('Front desk', 'gives Tanaka the suite: the doubles are sold');
  for (const { id } of workItems)
    await desk.call('resolve-work-item', {
      params: { propertyId, workItemId: id },
      body: { note: 'Upgraded to the suite.' },
    });

  story.tell('Front desk', `cannot close the day yet: ${await blocked(day)}`);
  const noShow = await desk.call('mark-no-show', at(missing.id));
  story.tell('Front desk', `marks Kowalska as no-show, who owes ${owed(noShow.feeOwed)}`);
  await closeDay(day, today);
}

async function booked(day: HotelDay, party: Party, whom: string) {
  const { desk, story } = day;
  const offer = await quote(day, desk, party);
  story.tell('Front desk', `quotes ${whom} ${price(offer.totalMinor)} by ${offer.ratePlan}`);
  const reservation = await bookQuoted(day, desk, party, offer);
  if (reservation.totalMinor !== offer.totalMinor)
    throw new Error(`${offer.totalMinor} was quoted, ${reservation.totalMinor} booked`);
  story.tell(
    'Front desk',
    `books ${party.lastName}, ${reservation.confirmationNumber}, at exactly that`,
  );
  return reservation;
}

function owed(fee: { readonly grossMinor: number } | undefined): string {
  return fee === undefined ? 'nothing' : price(fee.grossMinor);
}

/** Says what stands in the way of the close. */
async function blocked({ desk, propertyId, today }: HotelDay): Promise<string> {
  try {
    await desk.call('close-business-day', {
      params: { propertyId },
      body: { businessDate: today },
    });
  } catch (error) {
    if (error instanceof ApiRefusal && error.code === 'day_close_blocked') return error.message;
    throw error;
  }
  throw new Error('the day was closed although a guest is due to arrive');
}

async function closeDay({ desk, propertyId, story }: HotelDay, businessDate: string) {
  const next = await desk.call('close-business-day', {
    params: { propertyId },
    body: { businessDate },
  });
  story.tell('Front desk', `closes ${businessDate}; the business date is ${next.businessDate}`);
}
