/** Proof that a booking was taken in, for whoever asks for it before it is decided. */
import type { CommandId } from '#schema/values.ts';
import type { Tools } from './command.ts';

const purpose = 'submitted';
/** As long as an undecided command can matter; afterwards "unknown" is the truth. */
const submittedForMs = 15 * 60_000;

export function proofOf(id: CommandId, { signed }: Pick<Tools, 'signed'>): string {
  return signed(purpose).issue(id, submittedForMs);
}

/** Undefined when the proof is not ours or has ended. */
export function provenBy(
  proof: string,
  { signed, clock }: Pick<Tools, 'signed' | 'clock'>,
): CommandId | undefined {
  const opened = signed(purpose).opened(proof);
  return opened !== undefined && opened.untilMs > clock.nowMs()
    ? (opened.text as CommandId)
    : undefined;
}
