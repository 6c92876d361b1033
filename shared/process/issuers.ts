/**
 * The issuers of tokens, read from JSON with every member checked. By hand, because it is read at
 * every start, and a schema would be half of one.
 */
import { algorithms, type Issuer, ownForm, tokenTypes } from '#shared/http/issuer-settings.ts';
import { mayAsk } from '#shared/outgoing/addresses.ts';
import { Unfit } from './fields.ts';

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

/** Optional ones are as the house's own issuer has them. */
const members = [
  ...['issuer', 'audience', 'algorithms', 'keys', 'tenants', 'roles'],
  ...['tokenType', 'rolesClaim', 'scopes'],
];

function issuerOf(value: unknown, at: string): Issuer {
  const given = objectOf(value, at, members);
  const { tokenType, rolesClaim, scopes } = given;
  const allowed = listOf(given['algorithms'], `${at}.algorithms`, oneOf(algorithms));
  if (allowed.length === 0) throw new Unfit(`${at}.algorithms is empty`);
  const issuer = textAt(given['issuer'], `${at}.issuer`);
  return {
    ...ownForm,
    ...{ issuer, audience: textAt(given['audience'], `${at}.audience`), algorithms: allowed },
    keys: keysOf(given['keys'], `${at}.keys`, issuer),
    tenants:
      given['tenants'] === 'any' ? 'any' : listOf(given['tenants'], `${at}.tenants`, tenantOf),
    roles: rolesOf(given['roles'], `${at}.roles`),
    ...(tokenType === undefined
      ? {}
      : { tokenType: oneOf(tokenTypes)(tokenType, `${at}.tokenType`) }),
    ...(rolesClaim === undefined
      ? {}
      : { rolesClaim: listOf(rolesClaim, `${at}.rolesClaim`, textAt) }),
    ...(scopes === undefined ? {} : { scopes: scopesOf(scopes, `${at}.scopes`) }),
  };
}

function scopesOf(value: unknown, at: string): Issuer['scopes'] {
  if (value === 'all') return value;
  const { claim } = objectOf(value, at, ['claim']);
  return { claim: listOf(claim, `${at}.claim`, textAt) };
}

function keysOf(value: unknown, at: string, issuer: string): Issuer['keys'] {
  if (value === 'discovered') {
    urlAt(issuer, `${at} is discovered, and its issuer`);
    return value;
  }
  const { uri, jwks } = objectOf(value, at, ['uri', 'jwks']);
  if ((uri === undefined) === (jwks === undefined)) throw new Unfit(`${at} has uri or jwks`);
  if (jwks === undefined) return { uri: urlAt(textAt(uri, `${at}.uri`), `${at}.uri`) };
  const { keys } = objectOf(jwks, `${at}.jwks`);
  const all = listOf(keys, `${at}.jwks.keys`, (key, of) => objectOf(key, of));
  return { jwks: { keys: [...all] } };
}

/** Keys that came in the clear are anybody's. */
function urlAt(text: string, at: string): string {
  const url = URL.parse(text);
  if (url === null) throw new Unfit(`${at} is not a URL`);
  if (!mayAsk(url, ownForm.reach)) throw new Unfit(`${at} is not https, nor this machine`);
  return text;
}

function oneOf<const T extends string>(values: readonly T[]): (value: unknown, at: string) => T {
  return (value, at) => {
    const text = textAt(value, at);
    const found = values.find((each) => each === text);
    if (found === undefined) throw new Unfit(`${at} is not one of ${values.join(', ')}`);
    return found;
  };
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
