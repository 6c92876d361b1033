/** The text of the second that was asked for last: within it only three digits change. */
const last = { secondMs: Number.NaN, text: '' };

/** As `Date.toISOString()` writes it, without its calendar for every one: commands and facts each have an instant. */
export function instantText(ms: number): string {
  const secondMs = Math.floor(ms / 1000) * 1000;
  if (secondMs !== last.secondMs) {
    last.text = new Date(secondMs).toISOString().slice(0, -'000Z'.length);
    last.secondMs = secondMs;
  }
  const thousandth = String(1000 + Math.trunc(ms - secondMs)).slice(1);
  return [last.text, thousandth, 'Z'].join('');
}
