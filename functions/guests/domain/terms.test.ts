import { describe, expect, test } from 'vitest';
import { GuestProfile, SearchGuests } from '#schema/guests/http.ts';
import { termsOf, wantedTerms } from './terms.ts';

function words(profile: object): readonly string[] {
  return termsOf(GuestProfile.parse(profile)).map(({ kind, word }) => `${kind} ${word}`);
}
function wanted(search: object): readonly string[] {
  return wantedTerms(SearchGuests.parse(search)).map(({ kind, word }) => `${kind} ${word}`);
}

describe('H30 A guest is found by', () => {
  test('name, address, number and beginnings of the name of three to eight letters', () => {
    const guest = { lastName: 'O’Brien-Núñez', email: 'Ana@X.example', phone: '+351 (21) 555-01' };
    expect(words(guest)).toEqual([
      ...['email ana@x.example', 'phone 3512155501', 'name obriennunez'],
      ...['start obr', 'start obri', 'start obrie', 'start obrien', 'start obrienn'],
      'start obriennu',
    ]);
  });

  test('the whole of a short name alone', () => {
    expect(words({ lastName: 'Ng' })).toEqual(['name ng']);
    expect(words({ lastName: 'Ong' })).toEqual(['name ong', 'start ong']);
  });

  test('letters of every script', () => {
    expect(words({ lastName: 'Иванов' })).toContain('name иванов');
    expect(words({ lastName: '李' })).toEqual(['name 李']);
  });
});

describe('H30 A search', () => {
  test('means the same however it is written', () => {
    expect(wanted({ lastName: 'o brien nunez', phone: '00351 21 55501' })).toEqual([
      ...['phone 3512155501', 'name obriennunez'],
    ]);
  });

  test('by a beginning looks at eight letters of it, and at what is exact first', () => {
    expect(wanted({ lastNameStart: 'O’Brien-Núñ', email: 'ANA@x.example' })).toEqual([
      ...['email ana@x.example', 'start obriennu'],
    ]);
  });
});
