import { expect, test } from 'vitest';
import { knownTexts } from './known-texts.ts';

test('Each right text is asked about once, a wrong one each time, and what says no may throw', () => {
  const asked: string[] = [];
  const isRight = knownTexts((text) => {
    asked.push(text);
    if (text === 'worse') throw new RangeError('worse');
    return text !== 'wrong';
  }, 2);
  const texts = ['one', 'one', 'wrong', 'wrong', 'worse', 'two', 'two', 'three', 'three'];
  expect(texts.filter(isRight)).toEqual(['one', 'one', 'two', 'two', 'three', 'three']);
  expect(asked).toEqual(['one', 'wrong', 'wrong', 'worse', 'two', 'three', 'three']);
});
