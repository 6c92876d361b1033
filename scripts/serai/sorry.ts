/** What stops a command and is said in one sentence: never a stack, always an exit code. */

export const exitCodes = {
  /** Asked for, and refused or not to be had. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
} as const;

export class Sorry extends Error {
  override readonly name = 'Sorry';
  readonly exitCode: number;
  constructor(sentence: string, exitCode: number = exitCodes.failed, cause?: unknown) {
    super(sentence, { cause });
    this.exitCode = exitCode;
  }
}
