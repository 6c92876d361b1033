/** The figures as a person reads them. */
import type { Figure } from './figure.ts';

function number(value: number | undefined): string {
  if (value === undefined) return '–';
  return value >= 1000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(3)));
}

export function table(figures: Readonly<Record<string, Figure>>): string {
  const rows = Object.entries(figures).map(([name, figure]) => [
    name,
    number(figure.ours),
    number(figure.baseline),
    figure.ratio === undefined ? '–' : `${figure.ratio.toFixed(2)}×`,
    figure.unit,
    figure.goal,
    figure.met ? 'met' : 'missed',
  ]);
  const all = [['', 'ours', 'baseline', 'ratio', 'unit', 'goal', ''], ...rows];
  const widths = (all[0] ?? []).map((_, at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
