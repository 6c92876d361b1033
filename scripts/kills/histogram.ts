/** Which component was killed while commands were where: a table for people. */
import type { Kill } from './campaign.ts';
import { phases } from './phases.ts';
import { components } from './stack.ts';

/** Cells: commands that were there. One line per component, its kills first. */
export function histogram(kills: readonly Kill[]): string {
  const head = ['', 'kills', ...phases, 'recovered in ms (median, max)'];
  const rows = components.map((component) => {
    const ofIt = kills.filter((kill) => kill.component === component);
    const found = ofIt.flatMap((kill) => kill.phases);
    const times = ofIt.map(({ recoveredMs }) => recoveredMs).sort((a, b) => a - b);
    return [
      component,
      ofIt.length,
      ...phases.map((phase) => found.filter((each) => each === phase).length),
      `${(times[times.length >> 1] ?? 0).toFixed(0)}, ${(times.at(-1) ?? 0).toFixed(0)}`,
    ];
  });
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  return lines
    .map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '))
    .join('\n');
}
