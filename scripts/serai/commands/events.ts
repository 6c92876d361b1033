/** `serai events`: what happened in the house, as its topics have it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { RecordedEvent } from '#schema/client.generated.ts';
import { eventsPerAnswerMax } from '#schema/console.ts';
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command, type World } from '../command.ts';
import { jsonOption } from '../lists.ts';
import { exitCodes, Sorry } from '../sorry.ts';

const pollMs = 500;
/** Facts remembered as shown: far more than two answers can have in common. */
const shownMax = 10_000;

export const eventsTail: Command = command({
  name: 'events tail',
  summary: 'Shows the last facts, and with --follow those that come.',
  options: {
    ...jsonOption,
    follow: { help: 'Go on until Ctrl-C' },
    limit: { value: 'N', help: `How many to begin with, at most ${eventsPerAnswerMax} (20)` },
    ...accessOptions,
  },
  async run({ values }, world) {
    const limit = limitOf(values.limit);
    const api = await apiAs('operator', values, world);
    const shown = new Set<string>();
    for (let first = true; ; first = false) {
      const asked = first ? limit : eventsPerAnswerMax;
      const { events } = await api.call('list-events', { query: { limit: asked } });
      for (const event of events.toReversed()) {
        if (shown.has(event.id)) continue;
        shown.add(event.id);
        print(world, event, values.json === true);
      }
      for (const id of shown) {
        if (shown.size <= shownMax) break;
        shown.delete(id);
      }
      if (values.follow !== true) return;
      await delay(pollMs);
    }
  },
});

export const eventsGet: Command = command({
  name: 'events get',
  summary: 'Shows one fact, its data too.',
  positionals: ['<id>'],
  options: accessOptions,
  async run({ values, positionals: [id = ''] }, world) {
    const api = await apiAs('operator', values, world);
    const event = await api.call('get-event', { params: { eventId: id } });
    world.out(JSON.stringify(event, undefined, 2));
  },
});

function limitOf(text: string | undefined): number {
  const limit = text === undefined ? 20 : Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= eventsPerAnswerMax) return limit;
  throw new Sorry(`--limit takes 1 to ${eventsPerAnswerMax}, not "${text}".`, exitCodes.usage);
}

/** JSON one line each, so that a program can read it as it comes. */
function print(world: World, event: RecordedEvent, json: boolean): void {
  const { recordedAt, type, subject, topic, partition, offset, id } = event;
  world.out(
    json
      ? JSON.stringify(event)
      : `${recordedAt}  ${type.padEnd(30)} ${subject}  ${topic}/${partition}@${offset}  ${id}`,
  );
}
