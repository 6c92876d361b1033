/** Cursors of paged lists: the sort key of the last row, opaque to callers so that it may change. */

/** Parts hold neither control characters nor quotes that SQL could meet: they travel as parameters, this only keeps junk out. */
const part = /^[\w.:-]{1,200}$/;

export function encodeCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts.map(String))).toString('base64url');
}

export function decodeCursor(cursor: string, count: number): readonly string[] | 'invalid' {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== count) return 'invalid';
    const texts = parts.filter(
      (each): each is string => typeof each === 'string' && part.test(each),
    );
    return texts.length === count ? texts : 'invalid';
  } catch {
    // Not JSON, so not ours.
    return 'invalid';
  }
}
