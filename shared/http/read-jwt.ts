/**
 * What a JWT says, before anything of it is believed: read only where it has one spelling and one
 * meaning, so that a token is one text, and nobody reads in it what another does not.
 */

export interface Jwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Which of its issuer's keys it names: a key that goes takes its tokens along. */
  readonly kid: string;
}

/** Keys that a token brings along, or rules of its own for how it is read: no token of anyone's needs them. */
const refusedMembers = ['b64', 'crit', 'enc', 'jku', 'jwk', 'x5c', 'x5u', 'zip'];
const kidForm = /^[\x20-\x7e]{1,300}$/;

/** The text says why it is none. */
export function readJwt(token: string): Jwt | string {
  const parts = token.split('.');
  if (!parts.every(hasOneSpelling)) return 'it is not written as base64url';
  const [header, payload] = parts.slice(0, 2).map(objectIn);
  if (header === undefined || payload === undefined) return 'it does not hold JSON objects';
  const strange = refusedMembers.find((name) => Object.hasOwn(header, name));
  if (strange !== undefined) return `its header has the member ${strange}`;
  const { kid } = header;
  if (typeof kid !== 'string' || !kidForm.test(kid)) return 'it does not name its key';
  return { header, payload, kid };
}

/** Base64url leaves bits over at its end, which a decoder ignores and a copy could turn. */
function hasOneSpelling(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function objectIn(part: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = Buffer.from(part, 'base64url');
  const text = bytes.toString('utf8');
  // Bytes that are no UTF-8 read as something else than they are.
  if (!Buffer.from(text, 'utf8').equals(bytes)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return hasTwins(text) ? undefined : { ...value };
  } catch {
    // Not JSON: not a token of anyone we know.
    return undefined;
  }
}

/** JSON's texts and what gives it its form; numbers and words are not needed for it. */
const pieces = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** Of two members of one name some readers take the first and some the last. `text` is JSON. */
function hasTwins(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [piece] of text.matchAll(pieces)) {
    if (piece === '{') open.push(new Set());
    else if (piece === '[') open.push(undefined);
    else if (piece === '}' || piece === ']') open.pop();
    else if (piece === ':') {
      const name: unknown = JSON.parse(last);
      const names = open.at(-1);
      if (names === undefined || typeof name !== 'string') return true;
      if (names.has(name)) return true;
      names.add(name);
    }
    last = piece;
  }
  return false;
}
