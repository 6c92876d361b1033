/** The refusal of a guest that a body names, with the member that names it. */
import { refuse } from '#shared/function/declare.ts';

export function unfit(member: string, detail: string) {
  return refuse('guest_unfit', { details: { errors: [{ pointer: `/${member}`, detail }] } });
}
