/** A forger who has the provider's own key: every way a token can be almost good. */
import { createHmac, createPublicKey } from 'node:crypto';
import { type CryptoKey, importJWK } from 'jose';
import type { TestProvider } from '../../../scripts/testing/identity-provider.ts';

export interface Forger {
  /** Whose tokens are forged. */
  readonly ours: TestProvider;
  /** Of another tenant. */
  readonly theirs: TestProvider;
  /** A token as the provider made it. */
  readonly good: string;
  readonly audience: string;
  readonly otherTenant: string;
  nowSeconds(): number;
}

type Parts = readonly [header: string, payload: string, signature: string];
type Members = Readonly<Record<string, unknown>>;

function partsOf(token: string): Parts {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return [header, payload, signature];
}

function decoded(part: string): Members {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function encoded(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );
}

async function signed(
  header: unknown,
  payload: unknown,
  by: TestProvider,
  hash = 'SHA-256',
): Promise<string> {
  const text = `${encoded(header)}.${encoded(payload)}`;
  const key = await importJWK({ ...by.key() }, hash === 'SHA-256' ? 'RS256' : 'RS384');
  const signature = await crypto.subtle.sign(
    'RSASSA-PKCS1-v1_5',
    key as CryptoKey,
    Buffer.from(text),
  );
  return `${text}.${Buffer.from(signature).toString('base64url')}`;
}

/** As the provider itself would have signed it, in everything that is not said. */
export async function forgedBy(
  { good, ours }: Forger,
  header: Members = {},
  payload: Members = {},
  by = ours,
): Promise<string> {
  const [head, body] = partsOf(good).map((part, at) => (at < 2 ? decoded(part) : {}));
  return signed({ ...head, ...header }, { ...body, ...payload }, by);
}

function hs256({ good }: Forger, secret: string | Buffer, header: Members = {}): string {
  const [head, body] = partsOf(good);
  const text = `${encoded({ ...decoded(head), alg: 'HS256', ...header })}.${body}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

function publicKey(
  { ours }: Forger,
  format: 'spki-pem' | 'pkcs1-pem' | 'spki-der' | 'jwk',
): string | Buffer {
  const { n = '', e = '', kid } = ours.key();
  if (format === 'jwk') return JSON.stringify({ kty: 'RSA', e, n, kid });
  const key = createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  switch (format) {
    case 'spki-pem':
      return key.export({ type: 'spki', format: 'pem' });
    case 'pkcs1-pem':
      return key.export({ type: 'pkcs1', format: 'pem' });
    case 'spki-der':
      return key.export({ type: 'spki', format: 'der' });
  }
}

/** Both halves as JSON text, for what a serializer would not write. */
function withText(
  { good, ours }: Forger,
  of: 0 | 1,
  change: (text: string) => string,
): Promise<string> {
  const [head, body] = partsOf(good).map((part) => Buffer.from(part, 'base64url').toString());
  return of === 0 ? signed(change(head ?? ''), body, ours) : signed(head, change(body ?? ''), ours);
}

function turned(signature: string, at: number): string {
  const bytes = Buffer.from(signature, 'base64url');
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('base64url');
}

export function mutantsOf(the: Forger): Readonly<Record<string, () => string | Promise<string>>> {
  const { audience, otherTenant, nowSeconds: seconds } = the;
  const part = (index: number) => partsOf(the.good)[index] ?? '';
  const forged = (header: Members = {}, payload: Members = {}, by = the.ours) =>
    forgedBy(the, header, payload, by);
  return {
    'alg none': () =>
      `${encoded({ alg: 'none', typ: 'at+jwt', kid: the.ours.key().kid })}.${part(1)}.`,
    'alg none over the signature': () =>
      `${encoded({ ...decoded(part(0)), alg: 'none' })}.${part(1)}.${part(2)}`,
    'alg nOnE': () => `${encoded({ ...decoded(part(0)), alg: 'nOnE' })}.${part(1)}.${part(2)}`,
    'no alg': () => forged({ alg: undefined }),
    'a list of algs': () => forged({ alg: ['RS256'] }),
    'HS256 with the public key as PEM': () => hs256(the, publicKey(the, 'spki-pem')),
    'HS256 with the public key as PKCS 1': () => hs256(the, publicKey(the, 'pkcs1-pem')),
    'HS256 with the public key as DER': () => hs256(the, publicKey(the, 'spki-der')),
    'HS256 with the published key as JSON': () => hs256(the, publicKey(the, 'jwk')),
    'HS256 with the modulus': () => hs256(the, Buffer.from(the.ours.key().n ?? '', 'base64url')),
    'HS256 with nothing': () => hs256(the, ''),
    'HS256 with the name of the key': () => hs256(the, the.ours.key().kid),
    'RS384 in its header alone': () => forged({ alg: 'RS384' }),
    'RS384 throughout, which is not on the list': async () =>
      signed({ ...decoded(part(0)), alg: 'RS384' }, decoded(part(1)), the.ours, 'SHA-384'),
    'PS256 in its header alone': () => forged({ alg: 'PS256' }),
    'ES256 in its header alone': () => forged({ alg: 'ES256' }),
    'no kid': () => forged({ kid: undefined }),
    'an unknown kid': () => forged({ kid: 'another' }),
    'an empty kid': () => forged({ kid: '' }),
    'a kid that is a path': () => forged({ kid: '../../../../dev/null' }),
    'a kid that is SQL': () => forged({ kid: `${the.ours.key().kid}' or '1'='1` }),
    'a kid that is a number': () => forged({ kid: 1 }),
    'a kid that every object has': () => forged({ kid: '__proto__' }),
    'a kid in capitals': () => forged({ kid: the.ours.key().kid.toUpperCase() }),
    'a kid of another provider, and its key': () =>
      forged({ kid: the.theirs.key().kid }, {}, the.theirs),
    'a jku': () => forged({ jku: `${the.theirs.issuer}/jwks` }),
    'a jku, signed with the key that lies there': () =>
      forged({ jku: `${the.theirs.issuer}/jwks` }, {}, the.theirs),
    'an x5u': () => forged({ x5u: `${the.theirs.issuer}/cert` }),
    'an x5c': () => forged({ x5c: ['MIIB'] }),
    'a jwk, signed with it': async () => {
      const { kty, n, e } = the.theirs.key();
      return forged({ jwk: { kty, n, e } }, {}, the.theirs);
    },
    'a crit that nobody knows': () => forged({ crit: ['x'], x: 1 }),
    'a crit of b64': () => forged({ crit: ['b64'], b64: false }),
    'an empty crit': () => forged({ crit: [] }),
    'typ JWT': () => forged({ typ: 'JWT' }),
    'typ of an ID token, application/jwt': () => forged({ typ: 'application/jwt' }),
    'no typ': () => forged({ typ: undefined }),
    'typ logout+jwt': () => forged({ typ: 'logout+jwt' }),
    zip: () => forged({ zip: 'DEF' }),
    'another audience': () => forged({}, { aud: 'https://other.example' }),
    'an audience with a slash too many': () => forged({}, { aud: `${audience}/` }),
    'an audience that ours begins': () => forged({}, { aud: `${audience}.evil.example` }),
    'an audience in capitals': () => forged({}, { aud: audience.toUpperCase() }),
    'an empty list of audiences': () => forged({}, { aud: [] }),
    'a list of lists of audiences': () => forged({}, { aud: [[audience]] }),
    'no audience': () => forged({}, { aud: undefined }),
    'the client as audience': () => forged({}, { aud: 'console' }),
    'more audiences than anybody has': () =>
      forged({}, { aud: [audience, ...Array.from({ length: 10 }, (_, at) => `x${at}`)] }),
    'an issuer with a slash': () => forged({}, { iss: `${the.ours.issuer}/` }),
    'an issuer in capitals': () => forged({}, { iss: the.ours.issuer.toUpperCase() }),
    'an issuer by another name of the machine': () =>
      forged({}, { iss: the.ours.issuer.replace('127.0.0.1', 'localhost') }),
    'a list of issuers': () => forged({}, { iss: [the.ours.issuer] }),
    'no issuer': () => forged({}, { iss: undefined }),
    'the issuer of another tenant, by our key': () => forged({}, { iss: the.theirs.issuer }),
    'our issuer, by the key of another tenant': () => forged({}, {}, the.theirs),
    "the house's own issuer": () => forged({}, { iss: 'https://serai.invalid/issuer' }),
    'another tenant': () => forged({}, { tenant_id: otherTenant }),
    "the house's tenant": () => forged({}, { tenant_id: '00000000-0000-0000-0000-000000000000' }),
    'a tenant that is none': () => forged({}, { tenant_id: 'all' }),
    'a time that has passed': () => forged({}, { exp: seconds() - 31 }),
    'no end': () => forged({}, { exp: undefined }),
    'an end that is a text': () => forged({}, { exp: String(seconds() + 600) }),
    'an end that is a list': () => forged({}, { exp: [seconds() + 600] }),
    'an end that is true': () => forged({}, { exp: true }),
    'an end that never comes': () =>
      withText(the, 1, (text) => text.replace(/"exp":\d+/, '"exp":1e999')),
    'a beginning in a minute': () => forged({}, { nbf: seconds() + 61 }),
    'a beginning that is a text': () => forged({}, { nbf: '0' }),
    'a beginning that is null': () => forged({}, { nbf: null }),
    'a making in a minute': () => forged({}, { iat: seconds() + 61 }),
    'a making that is a text': () => forged({}, { iat: 'yesterday' }),
    'a making that is an object': () => forged({}, { iat: {} }),
    'no subject': () => forged({}, { sub: undefined }),
    'an empty subject': () => forged({}, { sub: '' }),
    'a subject that is a number': () => forged({}, { sub: 1 }),
    'a subject of two lines': () => forged({}, { sub: 'a\nb' }),
    'roles that are a text': () => forged({}, { groups: 'reception' }),
    'roles that are an object': () => forged({}, { groups: { reception: true } }),
    'no roles': () => forged({}, { groups: undefined }),
    'properties that are a number': () => forged({}, { houses: 1 }),
    'no properties': () => forged({}, { houses: undefined }),
    'alg twice': () => withText(the, 0, (text) => text.replace('{', '{"alg":"none",')),
    'kid twice': () =>
      withText(the, 0, (text) => text.replace('}', `,"kid":"${the.ours.key().kid}"}`)),
    'sub twice': () => withText(the, 1, (text) => text.replace('{', '{"sub":"eve",')),
    'groups twice, once escaped': () =>
      withText(the, 1, (text) => text.replace('{', '{"gr\\u006fups":["reception"],')),
    'a list as its payload': () => withText(the, 1, (text) => `[${text}]`),
    'a byte order mark before its payload': () => withText(the, 1, (text) => `\ufeff${text}`),
    'another payload': () =>
      `${part(0)}.${encoded({ ...decoded(part(1)), sub: 'eve' })}.${part(2)}`,
    'white space in its payload': () =>
      `${part(0)}.${encoded(`${JSON.stringify(decoded(part(1)))} `)}.${part(2)}`,
    'the signature of another token': async () =>
      `${part(0)}.${part(1)}.${partsOf(await the.ours.token())[2]}`,
    'a bit of its signature turned': () => `${part(0)}.${part(1)}.${turned(part(2), 100)}`,
    'the first bit of its signature turned': () => `${part(0)}.${part(1)}.${turned(part(2), 0)}`,
    'a signature that is too short': () => `${part(0)}.${part(1)}.${part(2).slice(0, -4)}`,
    'a signature that is too long': () => `${part(0)}.${part(1)}.${part(2)}AAAA`,
    'a signature with a zero before it': () =>
      `${part(0)}.${part(1)}.${Buffer.concat([Buffer.alloc(1), Buffer.from(part(2), 'base64url')]).toString('base64url')}`,
    'a signature of zeros': () =>
      `${part(0)}.${part(1)}.${Buffer.alloc(256).toString('base64url')}`,
    'another spelling of its signature': () => {
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const last = alphabet.indexOf(part(2).at(-1) ?? '');
      // 256 bytes leave four bits of the last character over.
      return `${part(0)}.${part(1)}.${part(2).slice(0, -1)}${alphabet[last ^ 1]}`;
    },
    'no signature': () => `${part(0)}.${part(1)}.`,
    'two parts': () => `${part(0)}.${part(1)}`,
    'four parts': () => `${the.good}.AAAA`,
    'five parts': () => `${the.good}.AAAA.AAAA`,
    'half of itself': () => the.good.slice(0, the.good.length / 2),
    padding: () => `${the.good}==`,
    'white space before it': () => ` ${the.good}`,
    'white space within': () => the.good.replace('.', ' .'),
    'a line feed behind it': () => `${the.good}\n`,
    'a NUL behind it': () => `${the.good}\u0000`,
    'a full width letter': () => the.good.replace('e', 'ｅ'),
    'more than anybody sends': () => forged({}, { more: 'x'.repeat(8_192) }),
    'itself twice': () => the.good + the.good,
    'the JSON serialization': () =>
      JSON.stringify({ protected: part(0), payload: part(1), signature: part(2) }),
  };
}
