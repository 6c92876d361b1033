/** What happens, told as it happens: when, who, what. */
export interface Told {
  /** Since the day began. */
  readonly atMs: number;
  readonly who: string;
  readonly what: string;
}

export interface Story {
  readonly told: readonly Told[];
  tell(who: string, what: string): void;
}

export function storyOf(nowMs: () => number, say: (told: Told) => void): Story {
  const beganMs = nowMs();
  const told: Told[] = [];
  return {
    told,
    tell(who, what) {
      const line = { atMs: Math.round(nowMs() - beganMs), who, what };
      told.push(line);
      say(line);
    },
  };
}

/** `0.124 s  Front desk       checks in …` */
export function lineOf({ atMs, who, what }: Told): string {
  return `${(atMs / 1000).toFixed(3).padStart(7)} s  ${who.padEnd(15)}  ${what}`;
}

/** `123.45 EUR` */
export function money(amountMinor: number, currency: string, exponent: number): string {
  return `${(amountMinor / 10 ** exponent).toFixed(exponent)} ${currency}`;
}
