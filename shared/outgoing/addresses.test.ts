import { describe, expect, test } from 'vitest';
import { mayAsk, mayReach, reaches } from './addresses.ts';

function allowed(judge: (reach: (typeof reaches)[number]) => boolean): string {
  return reaches.filter(judge).join(' ');
}

describe('An address', () => {
  test.each([
    [
      'on the internet',
      ['8.8.8.8', '2606:4700::1111', '172.15.0.1', '172.32.0.1', '::ffff:8.8.8.8'],
      'public private loopback',
    ],
    [
      'of a network of our own',
      [
        '10.0.0.1',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '100.64.0.1',
        'fd00::1',
        '::ffff:10.0.0.1',
        '::ffff:a00:1',
      ],
      'private loopback',
    ],
    [
      'of this machine',
      ['127.0.0.1', '127.255.255.254', '::1', '::ffff:127.0.0.1', '::ffff:7f00:1'],
      'loopback',
    ],
    [
      "that gives a cloud's keys away",
      ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1'],
      '',
    ],
    [
      'of nobody',
      ['0.0.0.0', '::', '255.255.255.255', '224.0.0.1', 'ff02::1', '192.0.2.1', '2001:db8::1'],
      '',
    ],
    ['that holds another one', ['64:ff9b::7f00:1', '2002:7f00:1::', '2001::1'], ''],
    ['that is none', ['', 'localhost', '1.2.3', 'x'], ''],
  ])('%s: %j is reached by %j', (_what, addresses, by) => {
    for (const address of addresses)
      expect([address, allowed((reach) => mayReach(address, reach))]).toEqual([address, by]);
  });
});

describe('A URL', () => {
  test.each([
    ['https://id.example/realms/staff', 'public private loopback'],
    ['https://8.8.8.8/', 'public private loopback'],
    ['https://10.0.0.1/', 'private loopback'],
    ['https://[fd00::1]/', 'private loopback'],
    ['https://127.0.0.1/', 'loopback'],
    ['https://2130706433/', 'loopback'],
    ['https://0x7f.1/', 'loopback'],
    ['https://[::ffff:127.0.0.1]/', 'loopback'],
    ['http://127.0.0.1:8080/', 'loopback'],
    ['http://[::1]:8080/', 'loopback'],
    ['http://localhost/', 'loopback'],
    ['http://id.example/', ''],
    ['http://10.0.0.1/', ''],
    ['https://169.254.169.254/latest', ''],
    ['https://user@id.example/', ''],
    ['https://user:secret@id.example/', ''],
    ['javascript:alert(1)', ''],
    ['file:///etc/passwd', ''],
    ['data:application/json,{}', ''],
  ])('%s may be asked with the reach %j', (text, by) => {
    expect(allowed((reach) => mayAsk(new URL(text), reach))).toBe(by);
  });
});
