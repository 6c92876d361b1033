/** Something about this machine or its files that a person has to put right; its message is the one sentence to print. */
export class SetupProblem extends Error {
  override readonly name = 'SetupProblem';
}
