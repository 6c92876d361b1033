/** Options of the commands beside the product that are numbers. */

const usage = 64;

/** A whole number from `least` to ten digits; anything else ends the command with a sentence, before it has begun. */
export function wholeOption(name: string, text: string, least = 1): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NEGATIVE_INFINITY;
  if (value >= least) return value;
  process.stderr.write(`${name} is a whole number from ${least} on, not "${text}".\n`);
  process.exit(usage);
}
