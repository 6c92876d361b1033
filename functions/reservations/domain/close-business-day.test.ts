import { describe, test } from 'vitest';
import { booking, closed, date, fact, given, id, inventory, opened } from './testing.ts';

const close = (businessDate: string) =>
  ({ type: 'close_business_day', businessDate: date(businessDate) }) as const;

function confirmed(number: number, arrival: string, departure: string) {
  const held = booking(arrival, departure);
  const ids = { reservationId: id(number), confirmationNumber: 'AAAAAAAAAA' };
  return fact('reservation.confirmed.v1', {
    ...ids,
    version: 1,
    status: 'confirmed',
    booking: held,
  });
}

function inHouse(number: number, arrival: string, departure: string) {
  const held = booking(arrival, departure);
  const ids = {
    reservationId: id(number),
    confirmationNumber: 'AAAAAAAAAA',
    businessDate: arrival,
  };
  return [
    fact('reservation.confirmed.v1', { ...ids, version: 1, status: 'confirmed', booking: held }),
    fact('reservation.checked_in.v1', {
      ...ids,
      version: 2,
      status: 'in_house',
      booking: held,
      previousStatus: 'confirmed',
    }),
  ];
}

describe('R-H18 closing the business day', () => {
  test('moves it on by one day, over the end of a month and of a year', () => {
    given(opened()).when(close('2026-05-10')).thenFacts(closed('2026-05-10', '2026-05-11'));
    given(opened('2028-02-28'))
      .when(close('2028-02-28'))
      .thenFacts(closed('2028-02-28', '2028-02-29'));
    given(opened('2026-12-31'))
      .when(close('2026-12-31'))
      .thenFacts(closed('2026-12-31', '2027-01-01'));
  });

  test('said twice is done once; any other date is not open', () => {
    const next = [opened(), closed('2026-05-10', '2026-05-11')];
    given(...next)
      .when(close('2026-05-10'))
      .thenNothing();
    given(...next)
      .when(close('2026-05-09'))
      .thenRejected('business_day_not_open', { businessDate: date('2026-05-11') });
    given(...next)
      .when(close('2026-05-12'))
      .thenRejected('business_day_not_open', { businessDate: date('2026-05-11') });
  });

  test('waits for whoever is due in or out, and for nobody else', () => {
    const [arrived, ...rest] = inHouse(3, '2026-05-09', '2026-05-10');
    if (arrived === undefined) throw new Error('no fact');
    const ninth = [opened('2026-05-09'), arrived, ...rest, closed('2026-05-09', '2026-05-10')];
    given(
      ...ninth,
      confirmed(2, '2026-05-10', '2026-05-12'),
      confirmed(1, '2026-05-10', '2026-05-10'),
      confirmed(4, '2026-05-11', '2026-05-12'),
    )
      .when(close('2026-05-10'))
      .thenRejected('day_close_blocked', {
        dueIn: [id(1), id(2)],
        dueOut: [id(3)],
        dueInCount: 2,
        dueOutCount: 1,
      });
    given(
      opened(),
      confirmed(4, '2026-05-11', '2026-05-12'),
      ...inHouse(5, '2026-05-10', '2026-05-11'),
    )
      .when(close('2026-05-10'))
      .thenFacts(closed('2026-05-10', '2026-05-11'));
  });

  test('shows a hundred of each, in order, and counts them all', () => {
    const many = Array.from({ length: 102 }, (_, number) =>
      confirmed(102 - number, '2026-05-10', '2026-05-10'),
    );
    given(opened(), ...many)
      .when(close('2026-05-10'))
      .thenRejected('day_close_blocked', {
        dueIn: Array.from({ length: 100 }, (_, number) => id(number + 1)),
        dueOut: [],
        dueInCount: 102,
        dueOutCount: 0,
      });
  });

  test('closes the night to inventory and to arrivals', () => {
    const setting = {
      roomType: null,
      from: date('2026-05-11'),
      to: date('2026-05-12'),
      sellLimit: 1,
    };
    given(opened(), closed('2026-05-10', '2026-05-11'))
      .when({ type: 'set_inventory', ...setting, from: date('2026-05-10') })
      .thenRejected('night_closed');
    given(opened(), closed('2026-05-10', '2026-05-11'))
      .when({ type: 'set_inventory', ...setting })
      .thenFacts(
        inventory(
          { ...setting, before: [{ from: setting.from, to: setting.to, sellLimit: null }] },
          '2026-05-11',
        ),
      );
  });
});
