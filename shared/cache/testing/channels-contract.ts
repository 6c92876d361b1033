/** What every adapter of the channels does, within a process and between two. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type Channels, MESSAGE_BYTES_MAX, MessageTooLong } from '#shared/cache/channels.ts';

export interface Ends {
  readonly publisher: Channels;
  readonly subscriber: Channels;
}

/** `open` gives both ends, which tell `failed` what a receiver threw. */
export function channelsContract(
  name: string,
  open: (failed: (error: unknown) => void) => Ends,
): void {
  describe(`${name} channels`, () => {
    const failures: unknown[] = [];
    let ends: Ends;
    /** Of this test alone: a cluster's nodes may pass on what was said before with a delay. */
    let [news, other, done] = ['', '', ''];
    const opened = () => {
      [news = '', other = '', done = ''] = [randomUUID(), randomUUID(), randomUUID()];
      ends = open((error) => failures.push(error));
      return ends;
    };
    afterEach(async () => {
      failures.length = 0;
      await ends.publisher.close();
      await ends.subscriber.close();
    });

    /** Everything published before this has arrived when it resolves. */
    async function settled({ publisher, subscriber }: Ends): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      const end = await subscriber.subscribe(done, () => resolve());
      await publisher.publish(done, '');
      await promise;
      await end();
    }

    test('deliver in order, each message once to each subscriber of its channel', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      await subscriber.subscribe(news, (message) => heard.push(`1 ${message}`));
      await subscriber.subscribe(news, (message) => heard.push(`2 ${message}`));
      await subscriber.subscribe(other, (message) => heard.push(`3 ${message}`));
      await publisher.publish(news, 'a');
      await Promise.all([publisher.publish(news, 'b'), publisher.publish(other, 'c')]);
      await settled(ends);
      expect(heard).toEqual(['1 a', '2 a', '1 b', '2 b', '3 c']);
    });

    test('deliver equal messages as often as they are sent', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      await subscriber.subscribe(news, (message) => heard.push(message));
      await Promise.all(['same', 'same', 'same'].map((text) => publisher.publish(news, text)));
      await settled(ends);
      expect(heard).toEqual(['same', 'same', 'same']);
    });

    test('deliver one function twice when it is subscribed twice', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      const receive = (message: string) => heard.push(message);
      await subscriber.subscribe(news, receive);
      const end = await subscriber.subscribe(news, receive);
      await publisher.publish(news, 'a');
      await settled(ends);
      await end();
      await end();
      await publisher.publish(news, 'b');
      await settled(ends);
      expect(heard).toEqual(['a', 'a', 'b']);
    });

    test('deliver nothing after the end of a subscription, and again to a new one', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      const end = await subscriber.subscribe(news, (message) => heard.push(`old ${message}`));
      await end();
      await publisher.publish(news, 'a');
      await subscriber.subscribe(news, (message) => heard.push(`new ${message}`));
      await publisher.publish(news, 'b');
      await settled(ends);
      expect(heard).toEqual(['new b']);
    });

    test('deliver nothing to one whom another receiver has just ended', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      const later: (() => Promise<void>)[] = [];
      await subscriber.subscribe(news, (message) => {
        heard.push(`first ${message}`);
        for (const end of later) void end();
      });
      later.push(await subscriber.subscribe(news, (message) => heard.push(`ended ${message}`)));
      await publisher.publish(news, 'a');
      await settled(ends);
      expect(heard).toEqual(['first a']);
    });

    test('deliver to the others when one receiver throws, and tell of it', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      const mistake = new Error('a mistake');
      await subscriber.subscribe(news, () => {
        throw mistake;
      });
      await subscriber.subscribe(news, (message) => heard.push(message));
      await publisher.publish(news, 'a');
      await settled(ends);
      expect(heard).toEqual(['a']);
      expect(failures).toEqual([mistake]);
    });

    test('carry any text as it was sent', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      await subscriber.subscribe(news, (message) => heard.push(message));
      const texts = [
        '',
        '\u0000',
        '\\0\u0000\\\\0',
        '\n\n',
        "'quoted'",
        'ü'.repeat(3_990),
        '🏕'.repeat(6_000),
        `x${'🏕'.repeat(6_000)}\u0000`,
        ...fc.sample(fc.string({ unit: 'binary', maxLength: 10_000, size: 'max' }), {
          seed: 1,
          numRuns: 20,
        }),
      ].map((text) => text.toWellFormed());
      await Promise.all(texts.map((text) => publisher.publish(news, text)));
      await settled(ends);
      expect(heard).toEqual(texts);
    });

    test('replace what no encoding can carry', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      await subscriber.subscribe(news, (message) => heard.push(message));
      await publisher.publish(news, 'half \ud83c of a pair');
      await settled(ends);
      expect(heard).toEqual(['half \ufffd of a pair']);
    });

    test('carry the longest message and refuse a longer one', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      await subscriber.subscribe(news, (message) => heard.push(message));
      const longest = 'ü'.repeat(MESSAGE_BYTES_MAX / 2);
      const nothing = '\u0000'.repeat(MESSAGE_BYTES_MAX);
      await publisher.publish(news, longest);
      await publisher.publish(news, nothing);
      await expect(publisher.publish(news, `${longest}.`)).rejects.toThrow(
        new MessageTooLong(`65537 bytes on ${news}, at most 65536 are carried`),
      );
      await settled(ends);
      expect(heard).toEqual([longest, nothing]);
    });

    test.each([
      ['empty', ''],
      ['of two words', 'two words'],
      ['beyond ASCII', 'ünicode'],
      ['longer than 200', 'x'.repeat(201)],
    ])('refuse a name that is %s', async (_what, name) => {
      const { publisher, subscriber } = opened();
      await expect(publisher.publish(name, 'a')).rejects.toThrow('not a channel name');
      await expect(subscriber.subscribe(name, () => {})).rejects.toThrow('not a channel name');
    });

    test('deliver nothing once closed', async () => {
      const { publisher, subscriber } = opened();
      const heard: string[] = [];
      await subscriber.subscribe(news, (message) => heard.push(message));
      await subscriber.close();
      await publisher.publish(news, 'a');
      expect(heard).toEqual([]);
    });
  });
}
