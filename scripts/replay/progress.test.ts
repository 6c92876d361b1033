/** A bar where a person looks, lines where a log is kept. */
import { expect, test } from 'vitest';
import { progress } from './progress.ts';

function shown(terminal: boolean, advances: readonly (readonly [ms: number, steps: number])[]) {
  let nowMs = 0;
  const written: string[] = [];
  const bar = progress({
    ...{ title: 'Replay', total: 200, terminal },
    nowMs: () => nowMs,
    write: (text) => void written.push(text),
  });
  for (const [ms, steps] of advances) {
    nowMs = ms;
    bar.advance(steps);
  }
  bar.end();
  return written;
}

test('a log gets a line for every ten percent, and the last one once', () => {
  expect(
    shown(false, [
      [500, 10],
      [1000, 30],
      [1500, 2],
      [2000, 158],
    ]),
  ).toEqual(['Replay  20 % 40/200 40/s\n', 'Replay 100 % 200/200 100/s\n']);
});

test('a terminal gets a bar, drawn over at most ten times a second', () => {
  expect(
    shown(true, [
      [500, 50],
      [550, 50],
      [600, 0],
      [2000, 100],
    ]),
  ).toEqual([
    '\rReplay [########                      ]  25 % 50/200 100/s  ',
    '\rReplay [###############               ]  50 % 100/200 167/s  ',
    '\rReplay [##############################] 100 % 200/200 100/s  ',
    '\rReplay [##############################] 100 % 200/200 100/s  ',
    '\n',
  ]);
});

test('nothing to do is done', () => {
  const written: string[] = [];
  const none = progress({
    ...{ title: 'Replay', total: 0, terminal: false, nowMs: () => 0 },
    write: (text) => void written.push(text),
  });
  none.end();
  expect(written).toEqual(['Replay 100 % 0/0 0/s\n']);
});
