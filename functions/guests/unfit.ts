/** The refusal of a guest that a body names, with the member that names it. */
import { refuse } from '#shared/function/declare.ts';

const reasons = {
  guest_unknown: 'is no guest of the tenant',
  guest_erased: 'was erased',
} as const;

/** Of one that cannot be taken as it is. */
export function unfitAs(member: string, refusal: keyof typeof reasons) {
  return unfit(member, reasons[refusal]);
}

export function unfit(member: string, detail: string) {
  return refuse('guest_unfit', { details: { errors: [{ pointer: `/${member}`, detail }] } });
}
