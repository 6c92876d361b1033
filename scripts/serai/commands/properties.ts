/** `serai property`: the houses of a tenant. */
import { localDate } from '#shared/local-date.ts';
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show, tableOf } from '../lists.ts';
import { exitCodes, Sorry } from '../sorry.ts';

const options = { ...jsonOption, ...accessOptions } as const;

export const propertyCommands: readonly Command[] = [
  command({
    name: 'property list',
    summary: 'Lists the properties of a tenant.',
    options,
    async run({ values }, world) {
      const api = await apiAs('tenant_admin', values, world);
      const { properties } = await api.call('list-properties');
      show(world, values.json, properties, (list) =>
        tableOf(
          ['ID', 'NAME', 'TIME ZONE', 'CURRENCY', 'ROOM TYPES'],
          list.map(({ id, name, timeZone, currency, roomTypes }) => [
            ...[id, name, timeZone, currency],
            roomTypes.map(({ code, physical }) => `${code}:${physical}`).join(','),
          ]),
        ),
      );
    },
  }),
  command({
    name: 'property create',
    summary: 'Opens a property with its room types.',
    positionals: ['<name>'],
    options: {
      room: { value: 'CODE:COUNT', help: 'A room type, e.g. DBL:40; several with commas' },
      'time-zone': { value: 'ZONE', help: 'IANA name (Europe/Lisbon)' },
      currency: { value: 'CODE', help: 'ISO 4217 (EUR)' },
      date: { value: 'DATE', help: 'The first business date (today, in the time zone)' },
      ...options,
    },
    async run({ values, positionals: [name = ''] }, world) {
      const roomTypes = roomTypesOf(values.room);
      const timeZone = values['time-zone'] ?? 'Europe/Lisbon';
      const businessDate = values.date ?? todayIn(timeZone);
      const api = await apiAs('tenant_admin', values, world);
      const property = await api.call('open-property', {
        body: { name, timeZone, currency: values.currency ?? 'EUR', businessDate, roomTypes },
      });
      show(world, values.json, property, ({ id }) => [id]);
    },
  }),
];

function roomTypesOf(text: string | undefined) {
  if (text === undefined)
    throw new Sorry(
      'serai property create needs --room, e.g. --room DBL:40,STE:5.',
      exitCodes.usage,
    );
  return text.split(',').map((part) => {
    const [, code, count] = /^([A-Z0-9][A-Z0-9_-]{0,15}):(\d{1,6})$/.exec(part.trim()) ?? [];
    if (code === undefined)
      throw new Sorry(`"${part}" is not a room type like DBL:40.`, exitCodes.usage);
    return { code, name: code, physical: Number(count) };
  });
}

function todayIn(timeZone: string): string {
  try {
    return localDate(Date.now(), timeZone);
  } catch (cause) {
    throw new Sorry(`"${timeZone}" is not an IANA time zone.`, exitCodes.usage, cause);
  }
}
