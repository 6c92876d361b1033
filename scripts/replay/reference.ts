/**
 * The figures of a data set computed straight from its text, for tests alone: nothing here comes
 * from the product, so that the two can only agree by both being right.
 */

export interface Reference {
  readonly hotels: Readonly<Record<string, HotelReference>>;
}

interface MonthReference {
  room_nights: number;
  room_revenue: string;
  adr: string;
}

interface HotelReference {
  readonly reservations: number;
  readonly status: Readonly<Record<string, number>>;
  readonly room_nights_sold: number;
  readonly room_revenue: string;
  readonly adr: string | null;
  readonly peak_rooms_sold: { readonly date: string; readonly rooms: number } | null;
  readonly by_stay_month: Readonly<Record<string, MonthReference>>;
  readonly turned_away: number;
  readonly flagged: Readonly<Record<string, number>>;
}

interface Line {
  readonly hotel: string;
  readonly status: string;
  readonly nights: readonly string[];
  readonly arrival: string;
  readonly departure: string;
  readonly booked: string;
  readonly cancelled: string;
  readonly cents: number;
  readonly reasons: readonly string[];
  accepted: boolean;
}

const dayMs = 86_400_000;
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function referenceOf(csv: string, rooms?: number): Reference {
  const [header = '', ...texts] = csv.split(/\r?\n/).filter((text) => text !== '');
  const names = header.split(',');
  const lines = texts.map((text) => {
    const cells = text.split(',');
    return lineOf((name) => cells[names.indexOf(name)] ?? '');
  });
  const hotels = [...new Set(lines.map((line) => line.hotel))];
  return {
    hotels: Object.fromEntries(
      hotels.map((hotel) => {
        const own = lines.filter((line) => line.hotel === hotel);
        if (rooms !== undefined) admit(own, rooms);
        return [hotel, figures(own)];
      }),
    ),
  };
}

function lineOf(cell: (name: string) => string): Line {
  const year = cell('arrival_date_year');
  const arrivalMs = Date.parse(
    `${cell('arrival_date_month')} ${cell('arrival_date_day_of_month')}, ${year} 00:00:00 UTC`,
  );
  const count = Number(cell('stays_in_weekend_nights')) + Number(cell('stays_in_week_nights'));
  const cents = Math.round(Number(cell('adr')) * 100);
  const reasons: string[] = [];
  const children = cell('children') === 'NA' ? 0 : Number(cell('children'));
  if (Number(cell('adults')) + children + Number(cell('babies')) === 0)
    reasons.push('guests_missing');
  if (cell('children') === 'NA') reasons.push('children_unknown');
  if (cents < 0) reasons.push('rate_negative');
  if (cell('country') === 'NULL') reasons.push('country_unknown');
  return {
    hotel: cell('hotel'),
    status: cell('reservation_status'),
    nights: Array.from({ length: count }, (_, night) => iso(arrivalMs + night * dayMs)),
    arrival: iso(arrivalMs),
    departure: iso(arrivalMs + count * dayMs),
    booked: iso(arrivalMs - Number(cell('lead_time')) * dayMs),
    cancelled: cell('reservation_status') === 'Canceled' ? cell('reservation_status_date') : '',
    cents,
    reasons,
    accepted: true,
  };
}

/** Day by day in the order of the replay: who finds a room on every night, and who frees which. */
function admit(lines: readonly Line[], rooms: number): void {
  const sold = new Map<string, number>();
  const add = (nights: readonly string[], by: number) => {
    for (const night of nights) sold.set(night, (sold.get(night) ?? 0) + by);
  };
  const free = (line: Line) => {
    if (line.accepted) add(line.nights, -1);
  };
  const days = [...new Set(lines.flatMap((line) => [line.booked, line.arrival, line.cancelled]))];
  for (const day of days.filter((each) => each !== '').sort()) {
    for (const line of lines) if (line.cancelled === day && line.booked < day) free(line);
    for (const line of lines) {
      if (line.booked !== day) continue;
      line.accepted = line.nights.every((night) => (sold.get(night) ?? 0) < rooms);
      if (line.accepted) add(line.nights, 1);
    }
    for (const line of lines) if (line.cancelled === day && line.booked === day) free(line);
    for (const line of lines) {
      if (line.arrival === day && line.status === 'No-Show' && line.accepted)
        add(line.nights.slice(1), -1);
    }
  }
}

function figures(lines: readonly Line[]): HotelReference {
  const accepted = lines.filter((line) => line.accepted);
  const status: Record<string, number> = { 'Check-Out': 0, Canceled: 0, 'No-Show': 0 };
  const flagged: Record<string, number> = {};
  for (const { reasons } of lines)
    for (const reason of reasons) flagged[reason] = (flagged[reason] ?? 0) + 1;
  const nights = new Map<string, { rooms: number; cents: number }>();
  for (const line of accepted) {
    status[line.status] = (status[line.status] ?? 0) + 1;
    if (line.status !== 'Check-Out') continue;
    for (const night of line.nights) {
      const sum = nights.get(night) ?? { rooms: 0, cents: 0 };
      nights.set(night, { rooms: sum.rooms + 1, cents: sum.cents + line.cents });
    }
  }
  const sorted = [...nights].sort(([a], [b]) => a.localeCompare(b));
  const total = sumOf(sorted.map(([, sum]) => sum));
  const most = Math.max(0, ...sorted.map(([, sum]) => sum.rooms));
  const peak = sorted.find(([, sum]) => sum.rooms === most);
  const months = Map.groupBy(sorted, ([night]) => night.slice(0, 7));
  return {
    reservations: accepted.length,
    status,
    room_nights_sold: total.rooms,
    room_revenue: money(total.cents),
    adr: total.rooms === 0 ? null : average(total),
    peak_rooms_sold: peak === undefined ? null : { date: peak[0], rooms: most },
    by_stay_month: Object.fromEntries(
      [...months].map(([month, own]) => {
        const sum = sumOf(own.map(([, each]) => each));
        return [
          month,
          { room_nights: sum.rooms, room_revenue: money(sum.cents), adr: average(sum) },
        ];
      }),
    ),
    turned_away: lines.length - accepted.length,
    flagged,
  };
}

function sumOf(sums: readonly { rooms: number; cents: number }[]): {
  rooms: number;
  cents: number;
} {
  return {
    rooms: sums.reduce((all, { rooms }) => all + rooms, 0),
    cents: sums.reduce((all, { cents }) => all + cents, 0),
  };
}

function money(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Four decimals, half away from zero: in ten-thousandths of a euro, a cent is a hundred. */
function average({ rooms, cents }: { rooms: number; cents: number }): string {
  const whole = Math.floor((Math.abs(cents) * 200 + rooms) / (2 * rooms));
  const digits = String(whole).padStart(5, '0');
  const sign = cents < 0 && whole > 0 ? '-' : '';
  return `${sign}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
