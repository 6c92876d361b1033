import { expect, test } from 'vitest';
import { memoryChannels } from '#shared/cache/memory-channels.ts';
import { type ReplyWire, repliesOver } from './replies.ts';

const wire: ReplyWire = ['an id', 'a print', 'accepted', null, false, { lit: true }];

function listening() {
  const carried: string[] = [];
  const memory = memoryChannels();
  const channels: typeof memory = {
    ...memory,
    publish(channel, message) {
      carried.push(message);
      return memory.publish(channel, message);
    },
  };
  return { carried, channels };
}

test('Replies reach who listens in the same process as they are, and nothing is carried', async () => {
  const { carried, channels } = listening();
  const replies = repliesOver(channels);
  const heard: ReplyWire[] = [];
  await replies.listen('here', (wires) => void heard.push(...wires));
  replies.send('here', [wire]);
  expect(heard).toEqual([wire]);
  expect(heard[0]).toBe(wire);
  expect(carried).toEqual([]);
});

test('Replies reach another process as text, the same, in messages that a channel carries', async () => {
  const { carried, channels } = listening();
  const heard: ReplyWire[] = [];
  await repliesOver(channels).listen('there', (wires) => void heard.push(...wires));
  const many = Array.from(
    { length: 100 },
    (_, number): ReplyWire => [`${number}`, 'a print', 'refused', 'x'.repeat(1_000), false],
  );
  repliesOver(channels).send('there', [...many, wire]);
  await expect.poll(() => heard).toEqual([...many, wire]);
  expect(carried.length).toBeGreaterThan(1);
  for (const message of carried) expect(message.length).toBeLessThan(64_000);
});

test('Without the shortcut replies of the own process are carried, too', async () => {
  const { carried, channels } = listening();
  const replies = repliesOver(channels, { shortcut: false });
  const heard: ReplyWire[] = [];
  await replies.listen('here', (wires) => void heard.push(...wires));
  replies.send('here', [wire]);
  await expect.poll(() => heard).toEqual([wire]);
  expect(carried).toHaveLength(1);
});
