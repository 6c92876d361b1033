/** `serai dead-letters`: events that no function would take, and sending them once more. */
import { accessOptions, apiAs } from '../access.ts';
import { type Command, command } from '../command.ts';
import { jsonOption, show, tableOf } from '../lists.ts';

const options = { ...jsonOption, ...accessOptions } as const;

export const deadLetterCommands: readonly Command[] = [
  command({
    name: 'dead-letters list',
    summary: 'Lists events that could not be delivered.',
    options,
    async run({ values }, world) {
      const api = await apiAs('operator', values, world);
      const { deadLetters } = await api.call('list-dead-letters');
      show(world, values.json, deadLetters, (list) =>
        tableOf(
          ['ID', 'TRIGGER', 'TYPE', 'FAILED', 'RETRIED', 'ERROR'],
          list.map(({ id, trigger, attributes, failedAt, retriedAt, code, error }) => [
            ...[id, trigger, attributes['type'] ?? '', failedAt, retriedAt ?? '-'],
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
      const answer = await api.call('retry-dead-letter', { params: { deadLetterId: id } });
      show(world, values.json, answer, () => [`${id} is delivered again.`]);
    },
  }),
];
