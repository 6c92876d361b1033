/**
 * Replies to commands, to the process whose request waits: as text over its channel, and without
 * becoming text where writer and door are in one process. Help, never truth: a reply that is lost
 * stands in its decision's row.
 */
import type { Channels } from '#shared/cache/channels.ts';

/** A reply as it travels: id, fingerprint, outcome, details as JSON text or null, replayed, receipt. */
export type ReplyWire = readonly [string, string, string, string | null, boolean, unknown?];

export interface Replies {
  /** Does not wait and does not fail. */
  send(channel: string, replies: readonly ReplyWire[]): void;
  /** Resolves when replies are heard; rejects with `ChannelsUnavailable`. One listener a channel. */
  listen(channel: string, receive: (replies: readonly ReplyWire[]) => void): Promise<void>;
}

/** Half of what a channel carries, so that one long reply still fits behind others. */
const messageCharactersMax = 32_000;

/** `shortcut: false`: every reply crosses the channel, its own process's too. */
export function repliesOver(
  channels: Pick<Channels, 'publish' | 'subscribe'>,
  { shortcut = true } = {},
): Replies {
  const here = new Map<string, (replies: readonly ReplyWire[]) => void>();
  return {
    send(channel, replies) {
      const receive = here.get(channel);
      if (receive !== undefined) receive(replies);
      else for (const message of chunked(replies)) void channels.publish(channel, message);
    },
    async listen(channel, receive) {
      await channels.subscribe(channel, (message) => receive(JSON.parse(message)));
      if (shortcut) here.set(channel, receive);
    },
  };
}

function* chunked(replies: readonly ReplyWire[]): Generator<string> {
  let texts: string[] = [];
  let characters = 0;
  for (const reply of replies) {
    const text = JSON.stringify(reply);
    if (texts.length > 0 && characters + text.length > messageCharactersMax) {
      yield `[${texts.join(',')}]`;
      texts = [];
      characters = 0;
    }
    texts.push(text);
    characters += text.length;
  }
  if (texts.length > 0) yield `[${texts.join(',')}]`;
}
