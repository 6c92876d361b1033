/** The shape of every decision: facts, or one named "no". Pure; the only part of `shared/` a domain imports. */
export type Decision<Fact, Rejection extends string, Details> =
  | { readonly accepted: true; readonly facts: readonly Fact[] }
  | {
      readonly accepted: false;
      readonly rejection: Rejection;
      readonly facts: readonly Fact[];
      readonly details: Details;
    };

/** Also for "said twice, done once": accepted, and nothing new happened. */
export function accept<Fact>(...facts: Fact[]): {
  readonly accepted: true;
  readonly facts: readonly Fact[];
} {
  return { accepted: true, facts };
}

/** A refusal may leave facts behind (a turnaway is worth knowing), never an effect the caller asked for. */
export function reject<Rejection extends string, Details, Fact = never>(
  rejection: Rejection,
  details: Details,
  ...facts: Fact[]
): { accepted: false; rejection: Rejection; facts: readonly Fact[]; details: Details } {
  return { accepted: false, rejection, facts, details };
}

/** A case that the types rule out. Reaching it is our bug, so it throws. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
