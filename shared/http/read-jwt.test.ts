/** What a token says is read in one way or not at all. */
import { describe, expect, test } from 'vitest';
import { readJwt } from './read-jwt.ts';

const header = '{"alg":"EdDSA","kid":"k1"}';
const payload = '{"sub":"ada"}';

function encoded(text: string | Buffer): string {
  return Buffer.from(text).toString('base64url');
}

function read(head: string | Buffer, body: string | Buffer = payload, signature = 'AAAA') {
  return readJwt(`${encoded(head)}.${encoded(body)}.${signature}`);
}

describe('A token', () => {
  test('says what its parts say', () => {
    expect(read(header)).toEqual({
      header: { alg: 'EdDSA', kid: 'k1' },
      payload: { sub: 'ada' },
      kid: 'k1',
    });
  });

  test.each([
    '{"a":{"b":1},"c":{"b":1},"d":[{"b":1},{"b":1}]}',
    '{ "a" : "b:{,\\"}" , "b" : "a" }',
    '{"a":[],"b":{},"c":"\\\\","d":-1.5e3,"e":null}',
    '{"constructor":1,"__proto__":2}',
  ])('may hold %s', (body) => {
    expect(read(header, body)).toMatchObject({ kid: 'k1' });
  });

  test.each([
    '{"sub":"ada","sub":"eve"}',
    '{"sub":"ada","sub":"ada"}',
    '{"sub":"ada","s\\u0075b":"eve"}',
    '{"a":{"b":1,"b":2}}',
    '{"a":[{"b":1,"b":2}]}',
    '{"a":1,"b":{"a":1},"a":2}',
  ])('says nothing twice: %s', (body) => {
    expect(read(header, body)).toBe('it does not hold JSON objects');
    expect(read(body, payload)).toBe('it does not hold JSON objects');
  });

  test.each(['b64', 'crit', 'enc', 'jku', 'jwk', 'x5c', 'x5u', 'zip'])(
    'does not come with %s in its header',
    (name) => {
      expect(read(`{"alg":"EdDSA","kid":"k1","${name}":null}`)).toBe(
        `its header has the member ${name}`,
      );
    },
  );

  test.each(['{"alg":"EdDSA"}', '{"kid":7}', '{"kid":""}', '{"kid":"a\\nb"}', '{"kid":["k1"]}'])(
    'names its key: %s does not',
    (head) => {
      expect(read(head)).toBe('it does not name its key');
    },
  );

  test.each(['[]', '"x"', '7', 'null', '{', '', '{}x', '\ufeff{}'])(
    'is objects: %j is none',
    (body) => {
      expect(read(header, body)).toBe('it does not hold JSON objects');
    },
  );

  test('has bytes that are UTF-8', () => {
    const body = Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(read(header, body)).toBe('it does not hold JSON objects');
  });

  test('has one spelling', () => {
    // Of the last character two bits are read; the other four are anybody's.
    expect(read(header, payload, 'AA')).toMatchObject({ kid: 'k1' });
    for (const signature of ['AB', 'AP', 'AAB', 'A', 'AAAAA'])
      expect([signature, read(header, payload, signature)]).toEqual([
        signature,
        'it is not written as base64url',
      ]);
  });
});
