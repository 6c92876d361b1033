/** Options of the commands beside the product that are numbers. */

const usage = 64;
const mostUsually = 999_999;

export function sorry(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(usage);
}

/** A whole number of these; undefined for anything else and for nothing. */
export function wholeOf(text: string, least = 1, most = mostUsually): number | undefined {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}

/** Anything else ends the command with a sentence, before it has begun. */
export function wholeOption(name: string, text: string, least = 1, most = mostUsually): number {
  return (
    wholeOf(text, least, most) ??
    sorry(`${name} is a whole number from ${least} to ${most}, not "${text}".`)
  );
}
