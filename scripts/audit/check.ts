/** One thing that must hold, how much of it was looked at, and where it does not. */
export interface Check {
  readonly name: string;
  readonly looked: number;
  /** What was counted, e.g. `nights`. */
  readonly unit: string;
  /** The first few, in words. */
  readonly faults: readonly string[];
}

/** Enough to find the cause by; a broken house does not fill the screen. */
const faultsShownMax = 5;

export interface FaultList {
  readonly list: readonly string[];
  add(fault: string): void;
}

export function faultList(): FaultList {
  const list: string[] = [];
  return {
    list,
    add(fault) {
      if (list.length < faultsShownMax) list.push(fault);
    },
  };
}

export function checkLine({ name, looked, unit, faults }: Check): string {
  const found = faults.length === 0 ? 'ok   ' : 'WRONG';
  return [
    `${found}  ${name}: ${looked} ${unit}`,
    ...faults.map((fault) => `         ${fault}`),
  ].join('\n');
}
