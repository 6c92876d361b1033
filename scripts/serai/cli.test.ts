/** Every word a person types leads to a command or to one sentence and an exit code. */
import { describe, expect, test } from 'vitest';
import { SetupProblem } from '#shared/database/setup-problem.ts';
import { command } from './command.ts';
import { Sorry } from './sorry.ts';
import { say } from './testing.ts';

const commands = [
  command({
    name: 'cat feed',
    summary: 'Feeds a cat.',
    positionals: ['<name>', '[food]'],
    options: { much: { help: 'More of it' }, times: { value: 'N', help: 'How often (once)' } },
    async run({ values, positionals }, world) {
      world.out(JSON.stringify({ ...values, positionals }));
    },
  }),
  command({
    name: 'cat list',
    summary: 'Lists cats.',
    options: {},
    run: async () => Promise.reject(new Sorry('There are no cats.')),
  }),
  command({
    name: 'break',
    summary: 'Breaks.',
    options: { how: { value: 'HOW', help: 'setup or bug' } },
    run: async ({ values }) =>
      Promise.reject(values.how === 'setup' ? new SetupProblem('No disk.') : new TypeError('oops')),
  }),
];

describe('a command', () => {
  test('gets its options and what stands after its words', async () => {
    const said = await say(commands, ['cat', 'feed', 'Mia', '--times', '3', 'fish', '--much']);
    expect(said).toEqual({
      code: 0,
      out: '{"times":"3","much":true,"positionals":["Mia","fish"]}\n',
      err: '',
    });
  });

  test.each([
    [['cat', 'feed'], 'serai cat feed needs <name>.'],
    [['cat', 'feed', 'a', 'b', 'c'], 'serai cat feed does not take "c".'],
    [['cat', 'feed', 'a', '--salt'], "Unknown option '--salt'; see serai help cat feed."],
    [
      ['cat', 'feed', 'a', '--times'],
      "Option '--times <value>' argument missing; see serai help cat feed.",
    ],
    [['cat', 'wash'], 'There is no command "cat wash"; there is serai cat feed, serai cat list.'],
    [['dog'], 'There is no command "dog"; see serai help.'],
    [['help', 'dog'], 'There is no command "dog"; see serai help.'],
  ])('typed wrong is refused with exit code 2: %j', async (args, sentence) => {
    expect(await say(commands, args)).toEqual({ code: 2, out: '', err: `serai: ${sentence}\n` });
  });

  test.each([
    [['cat', 'list'], 'There are no cats.'],
    [['break', '--how', 'setup'], 'No disk.'],
    [['break'], 'something is wrong on our side (TypeError: oops); SERAI_DEBUG=1 shows where.'],
  ])('that fails says one sentence, without a stack: %j', async (args, sentence) => {
    expect(await say(commands, args)).toEqual({ code: 1, out: '', err: `serai: ${sentence}\n` });
  });

  test('that fails shows its stack to who asks for it', async () => {
    const { err } = await say(commands, ['break'], { SERAI_DEBUG: '1' });
    expect(err).toContain('TypeError: oops\n    at ');
  });
});

describe('help', () => {
  test.each([[[]], [['help']], [['--help']], [['-h']]])('lists the commands: %j', async (args) => {
    const { code, out } = await say(commands, args);
    expect(code).toBe(0);
    expect(out).toContain('\n  cat feed  Feeds a cat.\n  cat list  Lists cats.\n');
  });

  test.each([
    [['help', 'cat', 'feed']],
    [['cat', 'feed', '--help']],
    [['cat', 'feed', '-h', '--salt']],
  ])('tells about one: %j', async (args) => {
    expect(await say(commands, args)).toEqual({
      code: 0,
      err: '',
      out: [
        'serai cat feed <name> [food] [options]',
        '',
        '  Feeds a cat.',
        '',
        '  --much     More of it',
        '  --times N  How often (once)',
        '',
      ].join('\n'),
    });
  });
});
