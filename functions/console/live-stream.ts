/** Server-sent events of one channel, until the reader goes, falls behind, or the house closes. */
import * as z from 'zod';
import { LiveFact } from '#schema/console.ts';

export interface LiveStreamOptions {
  subscribe(receive: (message: string) => void): Promise<() => Promise<void>>;
  readonly closing: AbortSignal;
  /** Called once. */
  ended(): void;
  readonly heartbeatMs?: number;
  readonly streamMsMax?: number;
}

/** Proxies drop a connection that is silent for a minute, and a dead reader is noticed by writing. */
const heartbeatMsDefault = 15_000;
/** The token was checked when the stream began; whoever comes back shows one that still holds. */
const streamMsMaxDefault = 15 * 60_000;
/** What a reader may leave unread; one that falls behind comes back and reads everything again. */
const unreadBytesMax = 64 * 1024;

const Message = z.array(LiveFact);
const encoder = new TextEncoder();

/** Resolves when facts decided from now on will be in the stream. */
export async function liveStream(options: LiveStreamOptions): Promise<ReadableStream<Uint8Array>> {
  const { closing, heartbeatMs = heartbeatMsDefault, streamMsMax = streamMsMaxDefault } = options;
  const early: string[] = [];
  let send = (text: string): void => void early.push(text);
  const unsubscribe = await options.subscribe((message) => send(factsText(message)));
  let heartbeat: NodeJS.Timeout | undefined;
  let limit: NodeJS.Timeout | undefined;
  const gone = new AbortController();
  let open = true;

  function end(): void {
    if (!open) return;
    open = false;
    clearInterval(heartbeat);
    clearTimeout(limit);
    gone.abort();
    options.ended();
    // A channel that cannot be left now is gone with its connection.
    unsubscribe().catch(() => undefined);
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const close = (): void => {
          if (!open) return;
          end();
          controller.close();
        };
        send = (text) => {
          if (!open) return;
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) <= 0) close();
        };
        send(`: what is decided from now on\n\n${early.join('')}`);
        heartbeat = setInterval(() => send(': still here\n\n'), heartbeatMs);
        limit = setTimeout(close, streamMsMax);
        closing.addEventListener('abort', close, { signal: gone.signal });
        if (closing.aborted) close();
      },
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: unreadBytesMax }),
  );
}

function factsText(message: string): string {
  return Message.parse(JSON.parse(message))
    .map((fact) => `event: fact\ndata: ${JSON.stringify(fact)}\n\n`)
    .join('');
}
