import { inspect, stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type LoggerOptions, logger } from '#shared/telemetry/logger.ts';
import { Secret } from '#shared/telemetry/secret.ts';

function open(options: Partial<LoggerOptions> = {}) {
  const lines: string[] = [];
  const log = logger({
    level: 'debug',
    service: 'serai',
    write: (line) => lines.push(line),
    ...options,
  });
  const parsed = () => lines.map((line) => JSON.parse(line));
  return { log, lines, parsed };
}

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('a log line', () => {
  test('is JSON with the level, the time, the service and the fields', () => {
    const { log, lines, parsed } = open();
    log.info('made', { traceId: 'abc', requestId: 'r1', function: 'make-thing', count: 2 });
    expect(lines[0]?.endsWith('}\n')).toBe(true);
    expect(parsed()).toEqual([
      {
        level: 'info',
        time,
        service: 'serai',
        traceId: 'abc',
        requestId: 'r1',
        function: 'make-thing',
        count: 2,
        message: 'made',
      },
    ]);
  });

  test('is written from its level on', () => {
    const { log, parsed } = open({ level: 'warn' });
    log.debug('1');
    log.info('2');
    log.warn('3');
    log.error('4');
    expect(parsed().map(({ level, message }) => `${level} ${message}`)).toEqual([
      'warn 3',
      'error 4',
    ]);
    const silent = open({ level: 'silent' });
    silent.log.error('5');
    expect(silent.lines).toEqual([]);
  });

  test('carries the fields of its logger and those before it', () => {
    const { log, parsed } = open();
    log
      .with({ traceId: 'abc' })
      .with({ function: 'make-thing', token: 't' })
      .warn('slow', { ms: 5 });
    log.warn('other');
    expect(parsed()).toEqual([
      {
        level: 'warn',
        time,
        service: 'serai',
        traceId: 'abc',
        function: 'make-thing',
        token: '[withheld]',
        ms: 5,
        message: 'slow',
      },
      { level: 'warn', time, service: 'serai', message: 'other' },
    ]);
  });

  test('tells nothing personal and no secret, however deep and however spelt', () => {
    const { log, lines } = open();
    log.info('asked', {
      headers: { Authorization: 'Bearer xyzzy', 'set-cookie': ['xyzzy'], accept: 'text/html' },
      people: [{ given_name: 'xyzzy', familyName: 'xyzzy', id: 7 }],
      apiKey: new Secret('xyzzy'),
      url: new Secret('postgres://u:xyzzy@h/d'),
      email: undefined,
      body: Buffer.from('xyzzy'),
    });
    expect(lines.join()).not.toContain('xyzzy');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      headers: { Authorization: '[withheld]', 'set-cookie': '[withheld]', accept: 'text/html' },
      people: [{ given_name: '[withheld]', familyName: '[withheld]', id: 7 }],
      apiKey: '[withheld]',
      url: '[secret]',
      body: '[5 bytes]',
    });
    expect(lines[0]).not.toContain('"email"');
  });

  test('tells of an error its kind, message, code, place and causes, and no other field', () => {
    const { log, parsed } = open();
    const cause = Object.assign(new TypeError('inner'), {
      detail: 'Key (email)=(a@b.c)',
      code: '23505',
    });
    log.error('failed', { error: new Error('outer', { cause }) });
    expect(parsed()[0].error).toEqual({
      type: 'Error',
      message: 'outer',
      stack: expect.stringContaining('Error: outer\n'),
      cause: {
        type: 'TypeError',
        message: 'inner',
        code: '23505',
        stack: expect.stringContaining('TypeError: inner\n'),
      },
    });
  });

  test('is bounded: loops of causes and of objects, long texts, many items', () => {
    const { log, parsed } = open();
    const error = new Error('loop');
    error.cause = error;
    const loop: { loop?: object } = {};
    loop.loop = loop;
    log.error('failed', {
      error,
      loop,
      text: 'x'.repeat(5_000),
      items: Array.from({ length: 60 }, (_, i) => i),
      big: 10n,
      when: new Date(0),
    });
    const [line] = parsed();
    expect(JSON.stringify(line.error).split('"type":"Error"')).toHaveLength(1 + 5);
    expect(line.loop).toEqual({ loop: { loop: { loop: '[more]' } } });
    expect(line.text).toBe(`${'x'.repeat(4_096)}…`);
    expect(line.items).toHaveLength(50);
    expect(line.big).toBe('10');
    expect(line.when).toBe('1970-01-01T00:00:00.000Z');
  });

  test('for a person is short', () => {
    const { log, lines } = open({ format: 'lines' });
    log.info('made', {
      function: 'make-thing',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      note: 'two words',
      count: 2,
    });
    log.warn('plain');
    log.error('failed', {
      error: Object.assign(new Error('away'), { stack: 'Error: away\n    at here' }),
    });
    const plain = lines.map((line) => stripVTControlCharacters(line).slice('00:00:00.000 '.length));
    expect(lines[0]).toMatch(/^\S*\d\d:\d\d:\d\d\.\d{3}/);
    expect(plain).toEqual([
      'info  serai made function=make-thing note="two words" count=2 trace=0af76519\n',
      'warn  serai plain\n',
      'error serai failed\nError: away\n    at here\n',
    ]);
  });
});

test('a secret prints nowhere and is revealed on purpose', () => {
  const secret = new Secret('xyzzy');
  const shown = [
    String(secret),
    `${secret}`,
    secret.toString(),
    JSON.stringify({ secret }),
    inspect(secret),
    inspect({ deep: [secret] }, { showHidden: true, depth: 9 }),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify({ ...secret }),
  ];
  expect(shown.join()).not.toContain('xyzzy');
  expect(shown.slice(0, 5)).toEqual([
    '[secret]',
    '[secret]',
    '[secret]',
    '{"secret":"[secret]"}',
    '[secret]',
  ]);
  expect(secret.reveal()).toBe('xyzzy');
});
