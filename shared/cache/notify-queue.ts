/** Gathers what is published while one round trip is on its way; the oldest is lost when it is too much. */
export interface Notification {
  /** The channel as PostgreSQL knows it. */
  readonly name: string;
  /** All payloads of one message: sent together or lost together. */
  readonly payloads: readonly string[];
}

export interface NotifyQueue {
  /** Resolves when the round trip that carried it, or should have, is over. */
  push(notification: Notification): Promise<void>;
}

export interface NotifyQueueOptions {
  /** Ends by itself and does not reject. */
  readonly send: (batch: readonly Notification[]) => Promise<void>;
  readonly dropped: (count: number) => void;
  readonly messagesMax?: number;
  readonly charsMax?: number;
}

/** At 5 ms a round trip this is a million messages a second: beyond it the database is away. */
const MESSAGES_MAX = 5_000;

/** One statement: 64 of the longest messages, thousands of usual ones. */
const CHARS_MAX = 4_194_304;

export function notifyQueue(options: NotifyQueueOptions): NotifyQueue {
  const { send, dropped, messagesMax = MESSAGES_MAX, charsMax = CHARS_MAX } = options;
  let gathered: Notification[] = [];
  let chars = 0;
  let lost = 0;
  let sending: Promise<void> | undefined;
  /** Of the round trip after the one that is on its way. */
  let following: Promise<void> | undefined;

  function makeRoom(): void {
    let oldest = 0;
    while (
      gathered.length - oldest > messagesMax ||
      (chars > charsMax && oldest < gathered.length)
    ) {
      chars -= sizeOf(gathered[oldest]);
      oldest += 1;
    }
    if (oldest === 0) return;
    gathered = gathered.slice(oldest);
    lost += oldest;
  }

  async function sendGathered(): Promise<void> {
    following = undefined;
    const batch = gathered;
    gathered = [];
    chars = 0;
    if (lost > 0) dropped(lost);
    lost = 0;
    sending = send(batch);
    await sending;
    sending = undefined;
  }

  return {
    push(notification) {
      gathered.push(notification);
      chars += sizeOf(notification);
      makeRoom();
      // The first waits for the end of its turn, so that what the same turn publishes travels along.
      following ??= (sending ?? Promise.resolve()).then(sendGathered);
      return following;
    },
  };
}

function sizeOf(notification: Notification | undefined): number {
  let chars = 0;
  for (const payload of notification?.payloads ?? []) chars += payload.length;
  return chars;
}
