/** Which component was killed while commands were where: a table for people. */
import type { Component } from './components.ts';
import { type Phase, phases } from './phases.ts';

export interface Kill {
  readonly component: Component;
  /** Of every command that was on its way. */
  readonly phases: readonly Phase[];
  /** Until bookings of every property succeeded again. */
  readonly recoveredMs: number;
}

function countOf(kills: readonly Kill[], component: Component, phase: Phase): number {
  return kills
    .filter((kill) => kill.component === component)
    .flatMap((kill) => kill.phases)
    .filter((each) => each === phase).length;
}

/** Cells: commands that were there. One line per component, its kills first. */
export function histogram(kills: readonly Kill[], components: readonly Component[]): string {
  const head = ['', 'kills', ...phases, 'recovered in ms (median, max)'];
  const rows = components.map((component) => {
    const ofIt = kills.filter((kill) => kill.component === component);
    const times = ofIt.map(({ recoveredMs }) => recoveredMs).sort((a, b) => a - b);
    return [
      component,
      ofIt.length,
      ...phases.map((phase) => countOf(kills, component, phase)),
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

/** One sentence for each phase in which no kill of a component has met a command. */
export function emptyCells(kills: readonly Kill[], components: readonly Component[]): string[] {
  return components.flatMap((component) =>
    phases
      .filter((phase) => countOf(kills, component, phase) === 0)
      .map((phase) => `no kill of ${component} met a command "${phase}"`),
  );
}
