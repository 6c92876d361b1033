/** Keys for requests that change something, as the client makes them for calls that bring none. */

/**
 * A UUIDv7 (RFC 9562 §5.7), in a browser too: its milliseconds and 74 random bits. The command and what it books
 * get ids of the same time, which a database enters at the end of its indexes instead of anywhere in them.
 */
export function newKey(nowMs: number = Date.now()): string {
  const time = nowMs.toString(16).padStart(12, '0');
  // The rest of a UUIDv4 is random but for its variant, which is the same.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
