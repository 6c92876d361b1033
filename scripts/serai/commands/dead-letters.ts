/** `serai dead-letters`: events that no function would take, and sending them once more. */
import * as z from 'zod';
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, newKey, show, tableOf } from '../lists.ts';

const options = { ...jsonOption, ...accessOptions } as const;

const text = z.string().catch('');
/** What is shown of one; the rest is printed with --json. */
const DeadLetters = z.looseObject({
  deadLetters: z.array(
    z.looseObject({
      id: z.string(),
      trigger: text,
      code: z.number().catch(0),
      error: text,
      attributes: z.record(z.string(), z.string()).catch({}),
      failedAt: text,
      retriedAt: text,
    }),
  ),
});

export const deadLetterCommands: readonly Command[] = [
  command({
    name: 'dead-letters list',
    summary: 'Lists events that could not be delivered.',
    options,
    async run({ values }, world) {
      const api = await apiAs('operator', values, world);
      const { deadLetters } = await api.get('/v1/dead-letters', DeadLetters);
      show(world, values.json, deadLetters, (list) =>
        tableOf(
          ['ID', 'TRIGGER', 'TYPE', 'FAILED', 'RETRIED', 'ERROR'],
          list.map(({ id, trigger, attributes, failedAt, retriedAt, code, error }) => [
            ...[id, trigger, attributes['type'] ?? '', failedAt, retriedAt || '-'],
            `${code} ${error}`.slice(0, 80),
          ]),
        ),
      );
    },
  }),
  command({
    name: 'dead-letters retry',
    summary: 'Delivers one of them once more.',
    positionals: ['<id>'],
    options,
    async run({ values, positionals: [id = ''] }, world) {
      const api = await apiAs('operator', values, world);
      const path = `/v1/dead-letters/${encodeURIComponent(id)}/retries`;
      const answer = await api.post(path, {}, newKey(), z.unknown());
      show(world, values.json, answer, () => [`${id} is delivered again.`]);
    },
  }),
];
