/** What one check of `serai doctor` found. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
}

export function linesOf(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(10, ...findings.map(({ name }) => name.length));
  return findings.map(
    ({ name, ok, found }) => `${ok ? 'ok   ' : 'WRONG'}  ${name.padEnd(width)}  ${found}`,
  );
}

/** How many are wrong, in words; `undefined` when none is. */
export function wrongIn(findings: readonly Finding[]): string | undefined {
  const wrong = findings.filter(({ ok }) => !ok).length;
  if (wrong === 0) return undefined;
  return wrong === 1 ? 'One thing is wrong' : `${wrong} things are wrong`;
}
