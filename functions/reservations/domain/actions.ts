/** What may be done to a reservation now, and why not where it may not: shown with every reservation. */
import type { HotelDate } from '#schema/values.ts';
import { type Action, judge, type Standing, type TransitionRejection } from './transitions.ts';

export interface ActionState {
  readonly action: Action;
  readonly allowed: boolean;
  /** `already_done` where it would be accepted and change nothing. */
  readonly reasons: readonly (TransitionRejection | 'already_done')[];
}

/** In the order of a stay. `check_out` says `not_due_out` where only an early departure is possible. */
const inOrder: readonly Action[] = [
  'modify',
  'cancel',
  'reinstate',
  'check_in',
  'undo_check_in',
  'check_out',
  'mark_no_show',
];

export function actionsOf(standing: Standing, businessDate: HotelDate): readonly ActionState[] {
  return inOrder.map((action) => {
    const verdict = judge(action, standing, businessDate);
    if (verdict === 'allowed') return { action, allowed: true, reasons: [] };
    return { action, allowed: false, reasons: [verdict === 'done' ? 'already_done' : verdict] };
  });
}

export function allowedActions(standing: Standing, businessDate: HotelDate): readonly Action[] {
  return inOrder.filter((action) => judge(action, standing, businessDate) === 'allowed');
}
