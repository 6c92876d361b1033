/** What images weigh as they are pulled, and how much they may. */
import type { Layer } from './image.ts';

export interface Weighed {
  readonly name: string;
  readonly layers: readonly Layer[];
}

const megabyte = 1024 * 1024;
/** A node that has none of it yet pulls it in the seconds a cold start may take. */
const imageBytesMax = 75 * megabyte;
/** What a node pulls of one more function, beside what V8 compiled of it. */
const functionBytesMax = megabyte;

function bytesOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, { descriptor }) => sum + descriptor.size, 0);
}

/** A line for each limit that an image passes. */
export function tooLarge(images: readonly Weighed[]): readonly string[] {
  return images.flatMap(({ name, layers }) => {
    const whole = bytesOf(layers);
    const own = layers[2]?.descriptor.size ?? 0;
    return [
      ...(whole > imageBytesMax
        ? [`${name} weighs ${mb(whole)}, at most ${mb(imageBytesMax)}`]
        : []),
      ...(own > functionBytesMax
        ? [`${name} has ${mb(own)} of its own, at most ${mb(functionBytesMax)}`]
        : []),
    ];
  });
}

/** A row per image: all of it, what it shares with others, its own, and what V8 compiled. */
export function weights(images: readonly Weighed[]): string {
  const width = Math.max(...images.map(({ name }) => name.length));
  const rows = images.map(({ name, layers }) => {
    const [, common, own, compiled] = layers.map(({ descriptor }) => descriptor.size);
    const cells = [mb(bytesOf(layers)), kb(common), kb(own), kb(compiled)];
    return `${name.padEnd(width)} ${cells.map((cell) => cell.padStart(10)).join('')}`;
  });
  const head = ['image', 'common', 'function', 'compiled']
    .map((cell) => cell.padStart(10))
    .join('');
  return [`${''.padEnd(width)} ${head}`, ...rows, ''].join('\n');
}

function mb(bytes: number): string {
  return `${(bytes / megabyte).toFixed(2)} MB`;
}

function kb(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${(bytes / 1024).toFixed(0)} kB`;
}
