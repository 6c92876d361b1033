/** Who in this process listens to which channel. */
export type Receive = (message: string) => void;

export interface Subscribers {
  /** The function returned ends it; said twice, done once. */
  add(channel: string, receive: Receive): () => void;
  /** Calls everyone subscribed at this moment, each once. */
  deliver(channel: string, message: string): void;
  clear(): void;
}

/** `failed` is told what a receiver threw, so that one receiver's mistake costs no other its message. */
export function subscribers(failed: (error: unknown) => void): Subscribers {
  const byChannel = new Map<string, Set<{ readonly receive: Receive }>>();

  return {
    add(channel, receive) {
      const there = byChannel.get(channel) ?? new Set();
      byChannel.set(channel, there);
      // An object of its own, so that one function may be subscribed twice.
      const subscriber = { receive };
      there.add(subscriber);
      return () => {
        there.delete(subscriber);
        if (there.size === 0 && byChannel.get(channel) === there) byChannel.delete(channel);
      };
    },
    deliver(channel, message) {
      const there = byChannel.get(channel);
      if (there === undefined) return;
      for (const subscriber of [...there]) {
        if (!there.has(subscriber)) continue;
        try {
          subscriber.receive(message);
        } catch (error) {
          failed(error);
        }
      }
    },
    clear() {
      for (const there of byChannel.values()) there.clear();
      byChannel.clear();
    },
  };
}
