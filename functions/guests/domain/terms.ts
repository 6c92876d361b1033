/** What a guest is found by: words made alike, however they were written. */
import { type GuestProfile, nameStartLettersMin, type SearchGuests } from '#schema/guests/http.ts';

/** A word to look up; kinds keep a name from being found as an address. */
export interface Term {
  readonly kind: 'email' | 'phone' | 'name' | 'start';
  readonly word: string;
}

/** Six rows a name at most; whoever types more than eight letters knows the name. */
const nameStartLettersMax = 8;

/** Letters and digits without accents and case: `O'Brien-Núñez` is `obriennunez`. */
function nameWord(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

function emailWord(email: string): string {
  return email.normalize('NFKC').trim().toLowerCase();
}

/** `+44 (20) 79` and `0044 2079` are one number; without its country it is another. */
function phoneWord(phone: string): string {
  return phone.replaceAll(/\D/g, '').replace(/^00/, '');
}

function letters(name: string): readonly string[] {
  return [...nameWord(name)];
}

function startsOf(name: string): readonly string[] {
  const all = letters(name);
  const longest = Math.min(all.length, nameStartLettersMax);
  const lengths = Math.max(0, longest - nameStartLettersMin + 1);
  return Array.from({ length: lengths }, (_, more) =>
    all.slice(0, nameStartLettersMin + more).join(''),
  );
}

/** Everything the guest of this profile is found by. */
export function termsOf({ lastName, email, phone }: GuestProfile): readonly Term[] {
  return [
    ...exactTerms({ lastName, email, phone }),
    ...startsOf(lastName).map((word): Term => ({ kind: 'start', word })),
  ];
}

/** All of which must be found, those that few guests share first. */
export function wantedTerms({ lastNameStart, ...exact }: SearchGuests): readonly Term[] {
  if (lastNameStart === undefined) return exactTerms(exact);
  const word = letters(lastNameStart).slice(0, nameStartLettersMax).join('');
  return [...exactTerms(exact), { kind: 'start', word }];
}

type Exact = {
  readonly [K in 'lastName' | 'email' | 'phone']?: string | undefined;
};

function exactTerms({ email, phone, lastName }: Exact): readonly Term[] {
  return [
    ...(email === undefined ? [] : [{ kind: 'email', word: emailWord(email) } as const]),
    ...(phone === undefined ? [] : [{ kind: 'phone', word: phoneWord(phone) } as const]),
    ...(lastName === undefined ? [] : [{ kind: 'name', word: nameWord(lastName) } as const]),
  ];
}
