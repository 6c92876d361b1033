/** Lists as a person reads them, or as a program does. */
import { aligned } from './aligned.ts';
import type { World } from './command.ts';

export const jsonOption = { json: { help: 'Print JSON' } } as const;

export function show<T>(
  world: World,
  json: boolean | undefined,
  value: T,
  lines: (value: T) => readonly string[],
): void {
  if (json === true) world.out(JSON.stringify(value, undefined, 2));
  else for (const line of lines(value)) world.out(line);
}

export function tableOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? ['none'] : aligned([header, ...rows], 'left');
}
