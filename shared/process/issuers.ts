/**
 * The issuers of tokens, read from JSON with every member checked. By hand, because it is read at
 * every start, and a schema would be half of one.
 */
import type { Issuer } from '#shared/http/verify.ts';
import { Unfit } from './fields.ts';

/** Of key pairs only: who can check a token must not be able to make one. */
const algorithms: readonly string[] = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function issuersOf(text: string): readonly Issuer[] {
  const list = listOf(parsed(text), '', issuerOf);
  if (list.length === 0) throw new Unfit('names no issuer');
  return list;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unfit('is not JSON');
  }
}

function issuerOf(value: unknown, at: string): Issuer {
  const members = ['issuer', 'audience', 'algorithms', 'keys', 'tenants', 'roles'];
  const given = objectOf(value, at, members);
  const allowed = listOf(given['algorithms'], `${at}.algorithms`, algorithmOf);
  if (allowed.length === 0) throw new Unfit(`${at}.algorithms is empty`);
  return {
    issuer: textAt(given['issuer'], `${at}.issuer`),
    audience: textAt(given['audience'], `${at}.audience`),
    algorithms: allowed,
    keys: keysOf(given['keys'], `${at}.keys`),
    tenants:
      given['tenants'] === 'any' ? 'any' : listOf(given['tenants'], `${at}.tenants`, tenantOf),
    roles: rolesOf(given['roles'], `${at}.roles`),
  };
}

function keysOf(value: unknown, at: string): Issuer['keys'] {
  const { uri, jwks } = objectOf(value, at, ['uri', 'jwks']);
  if ((uri === undefined) === (jwks === undefined)) throw new Unfit(`${at} has uri or jwks`);
  if (jwks === undefined) {
    const text = textAt(uri, `${at}.uri`);
    if (!URL.canParse(text)) throw new Unfit(`${at}.uri is not a URL`);
    return { uri: text };
  }
  const { keys } = objectOf(jwks, `${at}.jwks`);
  const all = listOf(keys, `${at}.jwks.keys`, (key, of) => objectOf(key, of));
  return { jwks: { keys: [...all] } };
}

function algorithmOf(value: unknown, at: string): string {
  const text = textAt(value, at);
  if (!algorithms.includes(text)) throw new Unfit(`${at} is not one of ${algorithms.join(', ')}`);
  return text;
}

function tenantOf(value: unknown, at: string): string {
  const text = textAt(value, at);
  if (!uuid.test(text)) throw new Unfit(`${at} is not a UUID`);
  return text.toLowerCase();
}

function rolesOf(value: unknown, at: string): Readonly<Record<string, string>> {
  const entries = Object.entries(objectOf(value, at));
  return Object.fromEntries(entries.map(([name, role]) => [name, textAt(role, `${at}.${name}`)]));
}

function textAt(value: unknown, at: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new Unfit(`${at} is not a text`);
}

function listOf<T>(
  value: unknown,
  at: string,
  read: (item: unknown, at: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) throw new Unfit(`${at} is not a list`.trimStart());
  return value.map((item: unknown, index) => read(item, `${at}[${index}]`));
}

/** With no other members than those named, where any are. */
function objectOf(
  value: unknown,
  at: string,
  members?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Unfit(`${at} is not an object`);
  const strange = Object.keys(value).find((name) => members?.includes(name) === false);
  if (strange !== undefined) throw new Unfit(`${at}.${strange} is not known here`);
  return { ...value };
}
