/** Lists of stays, each with what may be done to it now and, where it may not, why. */
import type { Reservation } from '#schema/client.generated.ts';
import { newKey } from '#shared/client/new-key.ts';
import { type Answer, call, decided, sentence } from './api.ts';
import { element, hidden, note, show, table } from './dom.ts';

type ActionName = Reservation['actions'][number]['action'];

type Doing = 'check-in-reservation' | 'check-out-reservation' | 'cancel-reservation';

/** Which reservation, as it was seen, and the key that makes it safe to ask again. */
interface About {
  readonly params: { readonly propertyId: string; readonly reservationId: string };
  readonly headers: { readonly ifMatch: number; readonly idempotencyKey: string };
}

interface Offer {
  readonly label: string;
  send(token: string, about: About): Promise<Answer<Doing>>;
  /** Asked before it is done. */
  readonly confirm?: string;
}

const offers: Partial<Record<ActionName, Offer>> = {
  check_in: {
    label: 'Check in',
    send: (token, about) => call(token, 'check-in-reservation', { ...about, body: {} }),
  },
  check_out: {
    label: 'Check out',
    send: (token, about) => call(token, 'check-out-reservation', { ...about, body: {} }),
  },
  cancel: {
    label: 'Cancel',
    send: (token, about) =>
      call(token, 'cancel-reservation', { ...about, body: { reason: 'requested_by_guest' } }),
    confirm: 'Cancel this reservation?',
  },
};
const order = Object.keys(offers);

const earlyCheckOut: Offer = {
  label: 'Check out early',
  send: (token, about) =>
    call(token, 'check-out-reservation', { ...about, body: { earlyDeparture: true } }),
  confirm: 'Check out before the departure date and give the remaining nights back?',
};

/** Reasons that end with the stay's state: a button for it would never work again. */
const pointless: ReadonlySet<string> = new Set([
  'already_done',
  'not_in_house',
  'reservation_closed',
]);

const reasonTexts: Readonly<Record<string, string>> = {
  guest_in_house: 'the guest has checked in',
  not_due_in: 'the guest is not due to arrive',
  not_due_out: 'the guest is not due to leave yet',
  not_same_business_day: 'only on the business day it happened',
};

export interface StaysContext {
  readonly token: string;
  /** Called with what came of an action. */
  acted(text: string): void;
}

export function showStays(
  target: HTMLElement,
  caption: string,
  stays: readonly Reservation[],
  context: StaysContext,
): void {
  if (stays.length === 0) {
    show(target, note(`${caption}: nobody.`));
    return;
  }
  const columns = ['Confirmation', 'Guest', 'Room type', 'Stay', 'Status', 'Actions'];
  show(
    target,
    table(
      caption,
      columns,
      stays.map((stay) => row(stay, context)),
    ),
  );
}

function row(stay: Reservation, context: StaysContext): HTMLTableRowElement {
  const { guest, confirmationNumber, assignedRoomType, roomType, arrival, departure } = stay;
  const name = [guest?.firstName, guest?.lastName].filter((part) => part !== undefined).join(' ');
  const flags = stay.validationMessages.map(({ code }) => code.replaceAll('_', ' ')).join(', ');
  return element(
    'tr',
    { 'data-reservation': stay.id },
    element('th', { scope: 'row' }, element('code', {}, confirmationNumber)),
    element('td', {}, name === '' ? '–' : name),
    element(
      'td',
      {},
      assignedRoomType === undefined ? roomType : `${assignedRoomType} for ${roomType}`,
    ),
    element('td', { class: 'nowrap' }, `${arrival} – ${departure}`),
    element(
      'td',
      {},
      stay.status.replaceAll('_', ' '),
      flags === '' ? '' : element('span', { class: 'flag' }, flags),
    ),
    element(
      'td',
      { class: 'actions' },
      ...inOrder(stay.actions).flatMap((action) => button(stay, action, context)),
    ),
  );
}

function inOrder(actions: Reservation['actions']): Reservation['actions'] {
  return actions.toSorted((one, other) => order.indexOf(one.action) - order.indexOf(other.action));
}

function button(
  stay: Reservation,
  { action, allowed, reasons }: Reservation['actions'][number],
  context: StaysContext,
): HTMLButtonElement[] {
  const early = action === 'check_out' && reasons.includes('not_due_out');
  const offer = early ? earlyCheckOut : offers[action];
  if (offer === undefined || reasons.some((reason) => pointless.has(reason))) return [];
  if (early) return [offerButton(stay, action, offer, [], context)];
  return [offerButton(stay, action, offer, allowed ? [] : reasons, context)];
}

function offerButton(
  stay: Reservation,
  action: ActionName,
  offer: Offer,
  reasons: readonly string[],
  context: StaysContext,
): HTMLButtonElement {
  const allowed = reasons.length === 0;
  const why = reasons
    .map((reason) => reasonTexts[reason] ?? reason.replaceAll('_', ' '))
    .join(', ');
  const made = element(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'data-key': `${stay.id} ${action}`,
      ...(allowed ? {} : { 'aria-disabled': 'true', title: `Not now: ${why}` }),
    },
    offer.label,
    hidden(` ${stay.confirmationNumber}${allowed ? '' : `; not now: ${why}`}`),
  );
  if (allowed) made.addEventListener('click', () => act(stay, offer, made, context));
  return made;
}

async function act(
  stay: Reservation,
  offer: Offer,
  pressed: HTMLButtonElement,
  context: StaysContext,
): Promise<void> {
  if (pressed.getAttribute('aria-disabled') === 'true') return;
  if (offer.confirm !== undefined && !window.confirm(offer.confirm)) return;
  pressed.setAttribute('aria-disabled', 'true');
  const about: About = {
    params: { propertyId: stay.propertyId, reservationId: stay.id },
    headers: { ifMatch: stay.version, idempotencyKey: newKey() },
  };
  const ask = (): Promise<Answer<Doing>> => offer.send(context.token, about);
  let answer = await decided<Doing>(ask);
  // The same key does it at most once, so asking again is safe.
  if (answer.kind === 'unknown') answer = await decided<Doing>(ask);
  context.acted(outcome(`${offer.label} ${stay.confirmationNumber}`, answer));
}

function outcome(what: string, answer: Answer<Doing>): string {
  switch (answer.kind) {
    case 'done':
      return `${what}: done.`;
    case 'refused':
      return `${what}: ${sentence(answer.problem)}`;
    case 'unknown':
      return `${what}: the house did not answer; the list shows what stands.`;
  }
}
