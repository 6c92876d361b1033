/**
 * A small data set of the same 32 columns as the real one, the same on every machine: two hotels,
 * sixty days of arrivals, and every kind of row that is hard to get right.
 */

const columns = [
  ...['hotel', 'is_canceled', 'lead_time', 'arrival_date_year', 'arrival_date_month'],
  ...['arrival_date_week_number', 'arrival_date_day_of_month', 'stays_in_weekend_nights'],
  ...['stays_in_week_nights', 'adults', 'children', 'babies', 'meal', 'country'],
  ...['market_segment', 'distribution_channel', 'is_repeated_guest', 'previous_cancellations'],
  ...['previous_bookings_not_canceled', 'reserved_room_type', 'assigned_room_type'],
  ...['booking_changes', 'deposit_type', 'agent', 'company', 'days_in_waiting_list'],
  ...['customer_type', 'adr', 'required_car_parking_spaces', 'total_of_special_requests'],
  ...['reservation_status', 'reservation_status_date'],
] as const;
type Cells = Record<(typeof columns)[number], string | number>;

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

const dayMs = 86_400_000;
/** Sixty days around a change of month in a leap year. */
const firstArrivalMs = Date.UTC(2024, 1, 10);
const arrivalDays = 60;
const rowsOfHotel = { 'Quay Hotel': 240, 'Ridge Hotel': 160 } as const;

interface Stay {
  readonly hotel: string;
  /** From the first arrival date. */
  readonly day: number;
  readonly leadTime: number;
  readonly nights: number;
  readonly status: 'Check-Out' | 'Canceled' | 'No-Show';
  /** Days from booking to cancellation. */
  readonly cancelledAfter?: number;
  readonly rate?: string;
  readonly adults?: number;
  readonly children?: string;
  readonly babies?: number;
  readonly country?: string;
  readonly reserved?: string;
  readonly assigned?: string;
}

/** The CSV text, header and all. */
export function smallBookings(): string {
  const random = sequence(20_240_210);
  const lines: string[] = [columns.join(',')];
  for (const [hotel, count] of Object.entries(rowsOfHotel)) {
    const stays = [
      ...corners(hotel),
      ...Array.from({ length: count }, () => ordinary(hotel, random)),
    ];
    for (const stay of stays) {
      const line = lineOf(stay, random);
      lines.push(line);
      // Rows that are alike are bookings of their own.
      if (random(6) === 0) lines.push(line);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Once each, so that none depends on luck. */
function corners(hotel: string): readonly Stay[] {
  const stay = { hotel, day: 20, leadTime: 10, nights: 3, status: 'Check-Out' } as const;
  return [
    { ...stay, rate: '-6.38', adults: 2 },
    { ...stay, rate: '0' },
    { ...stay, adults: 0 },
    { ...stay, adults: 0, children: 'NA' },
    { ...stay, children: 'NA' },
    { ...stay, country: 'NULL' },
    { ...stay, country: 'NULL', rate: '-0.5', adults: 0, children: 'NA' },
    { ...stay, country: 'CN' },
    { ...stay, adults: 0, babies: 1 },
    { ...stay, leadTime: 0 },
    { ...stay, leadTime: 380 },
    { ...stay, nights: 45 },
    { ...stay, reserved: 'A', assigned: 'P' },
    { ...stay, nights: 0 },
    { ...stay, nights: 0, leadTime: 0, reserved: 'C', assigned: 'A' },
    { ...stay, nights: 0, status: 'No-Show' },
    { ...stay, nights: 0, status: 'Canceled', cancelledAfter: 10 },
    { ...stay, nights: 0, leadTime: 0, status: 'Canceled', cancelledAfter: 0 },
    { ...stay, status: 'Canceled', cancelledAfter: 0 },
    { ...stay, status: 'Canceled', cancelledAfter: 4 },
    { ...stay, status: 'Canceled', cancelledAfter: 10 },
    { ...stay, leadTime: 0, status: 'Canceled', cancelledAfter: 0 },
    { ...stay, status: 'Canceled', cancelledAfter: 4, adults: 0 },
    { ...stay, status: 'No-Show' },
    { ...stay, nights: 1, status: 'No-Show' },
    { ...stay, nights: 9, status: 'No-Show', country: 'NULL' },
  ];
}

function ordinary(hotel: string, random: (below: number) => number): Stay {
  const leadTime = random(4) === 0 ? 0 : random(90);
  const kind = random(100);
  const reserved = 'ABCD'.charAt(random(4));
  return {
    hotel,
    day: random(arrivalDays),
    leadTime,
    nights: random(20) === 0 ? 0 : 1 + random(6),
    status: kind < 62 ? 'Check-Out' : kind < 96 ? 'Canceled' : 'No-Show',
    cancelledAfter: random(leadTime + 1),
    reserved,
    assigned: random(7) === 0 ? 'ABCDE'.charAt(random(5)) : reserved,
    rate: random(15) === 0 ? '0' : `${random(200)}${random(3) === 0 ? '' : `.${random(100)}`}`,
    adults: random(60) === 0 ? 0 : 1 + random(3),
    children: random(70) === 0 ? 'NA' : String(random(3) === 0 ? random(3) : 0),
    country: random(25) === 0 ? 'NULL' : (['PRT', 'GBR', 'FRA', 'CN'][random(4)] ?? 'PRT'),
  };
}

function lineOf(stay: Stay, random: (below: number) => number): string {
  const arrival = new Date(firstArrivalMs + stay.day * dayMs);
  const weekend = Math.min(stay.nights, random(3));
  const cells: Cells = {
    hotel: stay.hotel,
    is_canceled: stay.status === 'Check-Out' ? 0 : 1,
    lead_time: stay.leadTime,
    arrival_date_year: arrival.getUTCFullYear(),
    arrival_date_month: monthNames[arrival.getUTCMonth()] ?? '',
    arrival_date_week_number: 1 + Math.floor(stay.day / 7),
    arrival_date_day_of_month: arrival.getUTCDate(),
    stays_in_weekend_nights: weekend,
    stays_in_week_nights: stay.nights - weekend,
    adults: stay.adults ?? 2,
    children: stay.children ?? '0',
    babies: stay.babies ?? 0,
    meal: 'BB',
    country: stay.country ?? 'PRT',
    market_segment: 'Online TA',
    distribution_channel: 'TA/TO',
    is_repeated_guest: 0,
    previous_cancellations: 0,
    previous_bookings_not_canceled: 0,
    reserved_room_type: stay.reserved ?? 'A',
    assigned_room_type: stay.assigned ?? stay.reserved ?? 'A',
    booking_changes: 0,
    deposit_type: 'No Deposit',
    agent: 'NULL',
    company: 'NULL',
    days_in_waiting_list: 0,
    customer_type: 'Transient',
    adr: stay.rate ?? '80.5',
    required_car_parking_spaces: 0,
    total_of_special_requests: random(3),
    reservation_status: stay.status,
    reservation_status_date: statusDate(stay, arrival.getTime()),
  };
  return columns.map((column) => cells[column]).join(',');
}

function statusDate(stay: Stay, arrivalMs: number): string {
  const { status, leadTime, nights, cancelledAfter = 0 } = stay;
  const days =
    status === 'Canceled' ? cancelledAfter - leadTime : status === 'No-Show' ? 0 : nights;
  return new Date(arrivalMs + days * dayMs).toISOString().slice(0, 10);
}

/** Whole numbers from 0 to below; a linear congruence is random enough for test rows. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
