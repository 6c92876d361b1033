/** How messages travel in the payloads of NOTIFY, which hold less than 8,000 bytes of text. */
import type { CarriedMessage } from '#shared/cache/carried-channels.ts';

/** PostgreSQL takes payloads shorter than 8,000 bytes. */
const PAYLOAD_BYTES_MAX = 7_999;

/**
 * The payloads of one message, in order; to be sent in one transaction. `serial` differs for every
 * message of a sender: PostgreSQL delivers equal payloads of one transaction only once.
 */
export function framesOf({ sender, channel, message }: CarriedMessage, serial: number): string[] {
  // A text in PostgreSQL cannot hold U+0000; only such messages pay for the escaping.
  const escaped = message.includes('\u0000');
  const text = escaped ? withoutNul(message) : message;
  const head = `${sender} ${serial} ${escaped ? 'e' : 't'} ${channel}`;
  const chunks = chunksOf(text, PAYLOAD_BYTES_MAX - head.length - ' 9999/9999\n'.length);
  return chunks.map((chunk, i) => `${head} ${i + 1}/${chunks.length}\n${chunk}`);
}

function chunksOf(text: string, bytesMax: number): string[] {
  if (text.length * 3 <= bytesMax) return [text];
  const bytes = Buffer.from(text);
  const chunks: string[] = [];
  for (let start = 0; start < bytes.length || chunks.length === 0; ) {
    const end = characterStart(bytes, Math.min(bytes.length, start + bytesMax));
    chunks.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return chunks;
}

/** Back to where a character begins: the bytes inside one are 10xxxxxx. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** The longest message, when escaping has doubled it, in payloads of at least 7,700 bytes. */
const FRAMES_MAX = 18;

const HEAD = /^(\S+) (\d+) ([et]) (\S+) (\d+)\/(\d+)$/;

export interface FrameReader {
  /** The message this payload completes, if any. */
  take(payload: string): CarriedMessage | undefined;
}

/**
 * PostgreSQL delivers a transaction's notifications together, so one unfinished message is all
 * there can be. A message with a gap is lost, and what nobody here wrote is nothing.
 */
export function frameReader(): FrameReader {
  let key = '';
  let chunks: string[] = [];

  return {
    take(payload) {
      const lineEnd = payload.indexOf('\n');
      const head = HEAD.exec(payload.slice(0, lineEnd));
      if (head === null) return undefined;
      const [, sender = '', serial, form, channel = '', part, parts] = head;
      if (part === '1') {
        key = `${sender} ${serial}`;
        chunks = [];
      }
      const continues = key === `${sender} ${serial}` && Number(part) === chunks.length + 1;
      if (!continues || Number(parts) > FRAMES_MAX) {
        key = '';
        return undefined;
      }
      chunks.push(payload.slice(lineEnd + 1));
      if (part !== parts) return undefined;
      const text = chunks.join('');
      key = '';
      chunks = [];
      return { sender, channel, message: form === 'e' ? withNul(text) : text };
    },
  };
}

function withoutNul(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\u0000', '\\0');
}

function withNul(text: string): string {
  return text.replaceAll(/\\([\\0])/g, (_, kind) => (kind === '0' ? '\u0000' : '\\'));
}
