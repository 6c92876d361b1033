/** What a subscriber's answer means for the event it was given, by the rules of Knative's Kafka Broker. */
import type { CloudEvent } from '#shared/events/cloud-event.ts';
import { bodyBytesMax, parseHttpEvent } from '#shared/events/http-event.ts';
import { readAtMost } from '#shared/http/read-at-most.ts';
import { within } from '#shared/process/deadline.ts';

export type Dispatch = (event: CloudEvent) => Promise<Response>;

export type Verdict =
  | { readonly outcome: 'done'; readonly reply: CloudEvent | undefined }
  | {
      readonly outcome: 'failed';
      /** False when delivering again would give the same answer. */
      readonly again: boolean;
      readonly code: number;
      /** What it said, at most `errorBytesMax`. */
      readonly error: Buffer;
    };

/** What a dead letter carries of the answer. */
export const errorBytesMax = 1024;
/** As Knative's dispatchers say it for a subscriber that gave no answer. */
const codeOfNoAnswer = 500;

export async function deliver(
  event: CloudEvent,
  dispatch: Dispatch,
  timeoutMs: number,
): Promise<Verdict> {
  try {
    return await within(timeoutMs, dispatch(event).then(verdictOf));
  } catch (error) {
    return failed(true, codeOfNoAnswer, Buffer.from(`no answer: ${messageOf(error)}`));
  }
}

export async function verdictOf(response: Response): Promise<Verdict> {
  const { status } = response;
  if (status < 200 || status >= 300) {
    const { bytes } = await readAtMost(response.body, errorBytesMax);
    return failed(isRetried(status), status, bytes);
  }
  const isEvent = response.headers.has('ce-specversion');
  if (response.body === null && !isEvent) return { outcome: 'done', reply: undefined };
  const { bytes, cut } = await readAtMost(response.body, bodyBytesMax);
  if (bytes.length === 0 && !isEvent) return { outcome: 'done', reply: undefined };
  const event =
    status === 200 && !cut
      ? parseHttpEvent(Object.fromEntries(response.headers), bytes)
      : { fault: 'not_an_event' as const };
  // It has done something and said it wrongly: saying it again would not mend it.
  return 'fault' in event ? failed(false, status, bytes) : { outcome: 'done', reply: event };
}

function isRetried(status: number): boolean {
  return status >= 500 || status === 404 || status === 408 || status === 409 || status === 429;
}

function failed(again: boolean, code: number, error: Buffer): Verdict {
  return { outcome: 'failed', again, code, error: error.subarray(0, errorBytesMax) };
}

/** `fetch` says "fetch failed" and keeps the reason for itself. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
