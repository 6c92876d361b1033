/**
 * Which properties somebody watches, told between processes, so that nothing is announced where
 * nobody hears it: a house decides thousands of things a second, and a few of its pages are open.
 */
import type { Channels } from '#shared/cache/channels.ts';
import { subscribePatiently } from '#shared/cache/subscribe-patiently.ts';
import { per } from '#shared/function/per.ts';

/** Carries the names of live channels that somebody watches. */
export const watchedChannel = 'live.watched';
export const tellEveryMs = 10_000;
/** Of three times two may be lost on their way. */
export const rememberedMs = 25_000;
/** Beyond this none is told from the others: all count as watched. */
export const watchedMax = 20_000;

/** What a process that announces knows of those that watch. */
export interface Audience {
  /** Also true while it cannot be known. */
  watches(channel: string, nowMs: number): boolean;
}

/** Subscribes to a live channel and lets those that announce know; the function returned ends both. */
export async function watchLive(
  channels: Channels,
  channel: string,
  receive: (message: string) => void,
): Promise<() => Promise<void>> {
  const unsubscribe = await channels.subscribe(channel, receive);
  const tell = (): Promise<void> => channels.publish(watchedChannel, channel);
  await tell();
  const telling = setInterval(() => void tell(), tellEveryMs);
  return () => {
    clearInterval(telling);
    return unsubscribe();
  };
}

/** Of a process: it listens from when it is first asked until its channels are closed. */
export const audienceOf = per((channels: Pick<Channels, 'subscribe'>): Audience => {
  /** Undefined until everybody who watches had time to say so. */
  let before: ReadonlySet<string> | undefined;
  let heard = new Set<string>();
  let beganMs: number | undefined;
  void subscribePatiently(channels, watchedChannel, (channel) => {
    if (heard.size < watchedMax) heard.add(channel);
  });
  return {
    watches(channel, nowMs) {
      beganMs ??= nowMs;
      if (nowMs - beganMs >= rememberedMs) {
        before = heard;
        heard = new Set();
        beganMs = nowMs;
      }
      if (before === undefined || before.size >= watchedMax || heard.size >= watchedMax)
        return true;
      return heard.has(channel) || before.has(channel);
    },
  };
});
