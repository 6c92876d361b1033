/** Names of fields that tell who a person is or let one in; logs and spans leave them out. */
const PERSONAL: ReadonlySet<string> = new Set([
  'address',
  'apikey',
  'authorization',
  'birthdate',
  'card',
  'cookie',
  'credential',
  'credentials',
  'email',
  'familyname',
  'firstname',
  'fullname',
  'givenname',
  'iban',
  'lastname',
  'passport',
  'password',
  'personal',
  'phone',
  'privatekey',
  'secret',
  'setcookie',
  'token',
]);

/** Names are few and asked about on every line, so each is worked out once. Far more than we write. */
const KNOWN_MAX = 1_000;
const known = new Map<string, boolean>();

/** Judges the last part of a name, in any spelling: `http.Set-Cookie`, `user.given_name`, `apiKey`. */
export function isPersonal(name: string): boolean {
  const found = known.get(name);
  if (found !== undefined) return found;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const personal = PERSONAL.has(last.toLowerCase().replaceAll(/[-_ ]/g, ''));
  if (known.size < KNOWN_MAX) known.set(name, personal);
  return personal;
}
