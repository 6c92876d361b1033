import { expect, test } from 'vitest';
import { emptyCells, histogram, type Kill } from './histogram.ts';
import { phases } from './phases.ts';

const kills: readonly Kill[] = [
  { component: 'relay', phases: [...phases], recoveredMs: 900 },
  { component: 'relay', phases: ['not in the log'], recoveredMs: 1_100 },
  { component: 'submit', phases: ['not in the log'], recoveredMs: 700 },
];

test('The table has a line per component, with what its kills met', () => {
  const [head, relay, submit] = histogram(kills, ['relay', 'submit'])
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
  expect(head).toEqual(['kills', ...phases, 'recovered in ms (median, max)']);
  expect(relay).toEqual(['relay', '2', '2', '1', '1', '1', '1', '1100, 1100']);
  expect(submit).toEqual(['submit', '1', '1', '0', '0', '0', '0', '700, 700']);
});

test('A phase in which no kill of a component has met a command is named', () => {
  expect(emptyCells(kills, ['relay'])).toEqual([]);
  expect(emptyCells(kills, ['submit'])).toEqual(
    phases.slice(1).map((phase) => `no kill of submit met a command "${phase}"`),
  );
});
