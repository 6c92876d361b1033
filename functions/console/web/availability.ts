/** The chart of what is left: a table of room types and nights, darker where more is sold. */
import type { Availability, NightAvailability } from '#schema/client.generated.ts';
import { element, hidden, show, table } from './dom.ts';

/** Shades of the chart, from nothing sold to all of it. */
const shadesMax = 5;

export function showAvailability(target: HTMLElement, { house, roomTypes }: Availability): void {
  const rows = roomTypes.map(({ code, name, nights }) => row(code, name, nights));
  const heads = house.map(({ night }) => head(night));
  show(
    target,
    table(
      'Rooms left by room type and night',
      ['Room type', ...heads],
      [...rows, row('House', 'all room types', wholeHouse(house, roomTypes))],
      'chart',
    ),
    legend(),
  );
}

/** The house has no rooms of its own: it stands for those of its types. */
function wholeHouse(
  house: readonly NightAvailability[],
  roomTypes: Availability['roomTypes'],
): NightAvailability[] {
  return house.map((night, at) => {
    const same = roomTypes.flatMap(({ nights }) => nights[at] ?? []);
    return {
      ...night,
      physical: same.reduce((sum, { physical }) => sum + physical, 0),
      outOfOrder: same.reduce((sum, { outOfOrder }) => sum + outOfOrder, 0),
    };
  });
}

function row(
  code: string,
  name: string,
  nights: readonly NightAvailability[],
): HTMLTableRowElement {
  const title = element('th', { scope: 'row', title: name }, code, hidden(`, ${name}`));
  return element('tr', { 'data-room-type': code }, title, ...nights.map(cell));
}

function cell(night: NightAvailability): HTMLTableCellElement {
  const usable = night.physical - night.outOfOrder;
  const overBy = Math.max(0, night.sold - usable);
  const shade =
    usable <= 0 ? shadesMax : Math.round((Math.min(night.sold, usable) / usable) * shadesMax);
  const spoken = overBy > 0 ? `, overbooked by ${overBy}` : '';
  return element(
    'td',
    {
      class: `shade-${shade}${overBy > 0 ? ' over' : ''}`,
      title: `${night.night}: ${night.sold} of ${usable} sold, ${night.left} left${spoken}`,
      'data-night': night.night,
    },
    `${night.left}`,
    hidden(` left, ${night.sold} of ${usable} sold${spoken}`),
  );
}

function head(night: string): HTMLTableCellElement {
  const day = new Date(`${night}T00:00:00Z`);
  const weekday = day.toLocaleDateString('en-GB', { weekday: 'short', timeZone: 'UTC' });
  const month = day.toLocaleDateString('en-GB', { month: 'short', timeZone: 'UTC' });
  const weekend = weekday === 'Sat' || weekday === 'Sun';
  return element(
    'th',
    { scope: 'col', ...(weekend ? { class: 'weekend' } : {}) },
    element(
      'time',
      { datetime: night },
      element('span', { class: 'small' }, weekday.slice(0, 2)),
      element('span', {}, String(day.getUTCDate())),
      element('span', { class: 'small' }, month),
    ),
  );
}

function legend(): HTMLElement {
  const shades = Array.from({ length: shadesMax + 1 }, (_, shade) =>
    element('span', { class: `swatch shade-${shade}`, 'aria-hidden': 'true' }),
  );
  return element(
    'p',
    { class: 'legend' },
    'Rooms left; the fill is the share sold: none ',
    ...shades,
    ' all ',
    element('span', { class: 'swatch over shade-5', 'aria-hidden': 'true' }),
    ' overbooked',
  );
}
