/** Publish and subscribe between processes: fast, not durable. What must not be lost goes to the log. */
import assert from 'node:assert/strict';

export interface Channels {
  /**
   * Sends to everyone subscribed now, in this process and others; at most once. Resolves when it
   * was handed over. Never rejects for the world's faults: a lost message is what this port
   * allows, so receivers have a fallback. Rejects with `MessageTooLong`.
   */
  publish(channel: string, message: string): Promise<void>;
  /**
   * Resolves when messages sent from now on will arrive; the function returned ends it. Rejects
   * with `ChannelsUnavailable` when that cannot be had now; nothing is subscribed then.
   */
  subscribe(channel: string, receive: (message: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** A message says what happened and where to read it; more than this belongs where it is read. */
export const MESSAGE_BYTES_MAX = 65_536;

/** Words, ids and dots; a name travels with every message. */
const CHANNEL_NAME = /^[\x21-\x7e]{1,200}$/;

/** The sender's mistake: more than `MESSAGE_BYTES_MAX` bytes of UTF-8. */
export class MessageTooLong extends Error {
  override readonly name = 'MessageTooLong';
}

/** No connection to what carries messages between processes. */
export class ChannelsUnavailable extends Error {
  override readonly name = 'ChannelsUnavailable';
}

/** What every adapter asks of a channel's name. */
export function assertChannelName(channel: string): void {
  assert(CHANNEL_NAME.test(channel), `not a channel name: ${JSON.stringify(channel)}`);
}

/** What every adapter asks of a message. */
export function refuseLongMessage(channel: string, message: string): void {
  // Counting bytes costs, and UTF-8 needs three at most for one UTF-16 unit.
  if (message.length * 3 <= MESSAGE_BYTES_MAX) return;
  const bytes = Buffer.byteLength(message);
  if (bytes <= MESSAGE_BYTES_MAX) return;
  throw new MessageTooLong(
    `${bytes} bytes on ${channel}, at most ${MESSAGE_BYTES_MAX} are carried`,
  );
}
