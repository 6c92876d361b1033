/** A subscription for whoever looks by itself anyway: it begins when it can, and nobody waits for it. */
import { type Channels, ChannelsUnavailable } from '#shared/cache/channels.ts';
import { pause } from '#shared/process/deadline.ts';

/** A restart takes a second; what is away for long is not to be hammered. */
const retryMsMin = 100;
const retryMsMax = 5_000;

/** The function returned ends it. */
export function subscribePatiently(
  channels: Pick<Channels, 'subscribe'>,
  channel: string,
  receive: (message: string) => void,
): () => Promise<void> {
  const ending = new AbortController();

  async function begin(): Promise<(() => Promise<void>) | undefined> {
    for (let retryMs = retryMsMin; ; retryMs = Math.min(retryMs * 2, retryMsMax)) {
      try {
        return await channels.subscribe(channel, receive);
      } catch (error) {
        if (!(error instanceof ChannelsUnavailable)) throw error;
      }
      await pause(retryMs, ending.signal);
      if (ending.signal.aborted) return undefined;
    }
  }

  const begun = begin();
  // A mistake of ours is told to whoever ends it.
  begun.catch(() => undefined);
  return async () => {
    ending.abort();
    const end = await begun;
    await end?.();
  };
}
