/** `serai demo`: what a house is for, played and told. */
import { localDate } from '#shared/local-date.ts';
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command } from '../command.ts';
import { hotelDay } from '../hotel-day/day.ts';
import { openHouse, timeZone } from '../hotel-day/house.ts';
import { lineOf, storyOf } from '../hotel-day/story.ts';
import { jsonOption } from '../lists.ts';

export const demoHotelDay: Command = command({
  name: 'demo hotel-day',
  summary: 'Plays one day of a hotel of its own through the API, and tells it.',
  options: {
    name: { value: 'NAME', help: 'Of the property that is opened for it (Caravanserai)' },
    ...jsonOption,
    ...accessOptions,
  },
  async run({ values }, world) {
    const [admin, revenue, desk, channel] = [
      await apiAs('tenant_admin', values, world),
      await apiAs('revenue_manager', values, world),
      await apiAs('front_desk', values, world),
      await apiAs('channel', values, world),
    ];
    const story = storyOf(
      () => performance.now(),
      (told) => {
        if (values.json !== true) world.out(lineOf(told));
      },
    );
    const today = localDate(Date.now(), timeZone);
    const people = { admin, revenue, desk, channel };
    await hotelDay(await openHouse(people, story, values.name ?? 'Caravanserai', today));
    if (values.json === true) world.out(JSON.stringify(story.told, undefined, 2));
  },
});
