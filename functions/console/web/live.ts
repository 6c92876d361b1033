/** Follows what is decided at a property. `EventSource` cannot show a token, so the stream is read by hand. */
import type { LiveFact } from '#schema/console.ts';
import { unseen } from './api.ts';

export interface Follower {
  /** Decided just now. */
  fact(fact: LiveFact): void;
  /** Connected (again): what happened meanwhile was not told. */
  connected(): void;
  lost(): void;
}

/** A house that restarts is back within a second; one that is away is not asked more often than this. */
const againMsFirst = 500;
const againMsMax = 15_000;

/** Until the signal is aborted. */
export async function followLive(
  propertyId: string,
  token: string,
  follower: Follower,
  signal: AbortSignal,
): Promise<void> {
  let againMs = againMsFirst;
  while (!signal.aborted) {
    try {
      const response = await fetch(`/v1/properties/${propertyId}/live`, {
        headers: { ...unseen(), authorization: `Bearer ${token}`, accept: 'text/event-stream' },
        signal,
      });
      // Refused for what this token is: asking again would be refused again.
      if (response.status >= 400 && response.status < 500 && response.status !== 429) return;
      if (response.ok && response.body !== null) {
        againMs = againMsFirst;
        follower.connected();
        await readFacts(response.body, follower);
      }
    } catch {
      // The connection was lost, or we left.
    }
    if (signal.aborted) return;
    follower.lost();
    await new Promise((resolve) => setTimeout(resolve, againMs));
    againMs = Math.min(againMs * 2, againMsMax);
  }
}

async function readFacts(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  follower: Follower,
): Promise<void> {
  let text = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const messages = text.split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      const lines = message.split('\n');
      const data = lines.find((line) => line.startsWith('data: '));
      if (data !== undefined && lines.includes('event: fact')) {
        follower.fact(JSON.parse(data.slice('data: '.length)));
      }
    }
  }
}
