/** The booking form: one key from the first press until an answer, so that no press books twice. */

import type { Property, SubmitReservation } from '#schema/client.generated.ts';
import { newKey } from '#shared/client/new-key.ts';
import { type Answer, call, decided, type Problem, sentence } from './api.ts';
import { addDays, nightsOf } from './dates.ts';
import { byId, element } from './dom.ts';

export interface Desk {
  readonly token: string;
  readonly property: Property;
  readonly businessDate: string;
}

export interface BookingForm {
  open(desk: Desk): void;
  close(): void;
}

/** What was sent and not answered yet. */
interface Attempt {
  readonly propertyId: string;
  readonly body: SubmitReservation;
  readonly key: string;
}

const fieldNames = [
  'arrival',
  'departure',
  'roomType',
  'adults',
  'children',
  'firstName',
  'lastName',
  'rate',
] as const;
type FieldName = (typeof fieldNames)[number];

/** Where a refusal that names no field belongs. */
const fieldsOfCodes: Readonly<Record<string, FieldName>> = {
  arrival_in_past: 'arrival',
  stay_too_far_ahead: 'departure',
  room_type_unknown: 'roomType',
  rates_do_not_match_nights: 'rate',
  currency_mismatch: 'rate',
};

export function bookingForm(showTrace: (traceId: string) => void): BookingForm {
  const form = byId('booking-form', HTMLFormElement);
  const answerArea = byId('booking-answer', HTMLElement);
  const repeat = byId('repeat', HTMLButtonElement);
  const submit = form.querySelector('button[type=submit]');
  let desk: Desk | undefined;
  let attempt: Attempt | undefined;
  let sending = false;

  async function send(): Promise<void> {
    if (desk === undefined || attempt === undefined || sending) return;
    sending = true;
    repeat.hidden = true;
    clearProblems();
    answerArea.replaceChildren(element('p', { class: 'note' }, 'Booking …'));
    const { propertyId, body, key: idempotencyKey } = attempt;
    const { token } = desk;
    // Asked again, it is answered from the decision: what was done is in the first one's trace.
    let traceId: string | undefined;
    const answer = await decided<'submit-reservation'>(async () => {
      const input = { params: { propertyId }, headers: { idempotencyKey }, body };
      const said = await call(token, 'submit-reservation', input);
      if (said.kind === 'done') traceId ??= said.facts.traceId;
      return said;
    });
    sending = false;
    // An answer ends the key; without one the next press must not book another room.
    if (answer.kind !== 'unknown') attempt = undefined;
    repeat.hidden = answer.kind !== 'unknown';
    answerArea.replaceChildren(...answered(answer, traceId ?? '', showTrace));
    if (answer.kind === 'refused') showProblem(answer.problem, answerArea);
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (desk === undefined || sending) return;
    attempt = {
      propertyId: desk.property.id,
      // The type says what is asked for; what was typed instead, the house says.
      body: bookingOf(form, desk.property.currency) as SubmitReservation,
      key: newKey(),
    };
    void send();
  });
  repeat.addEventListener('click', () => void send());

  return {
    open(opened) {
      const another = desk?.property.id !== opened.property.id;
      desk = opened;
      if (submit instanceof HTMLButtonElement) submit.disabled = false;
      if (!another) return;
      byId('arrival', HTMLInputElement).value = opened.businessDate;
      byId('departure', HTMLInputElement).value = addDays(opened.businessDate, 2);
      const options = opened.property.roomTypes.map(({ code, name }) =>
        element('option', { value: code }, `${name} (${code})`),
      );
      byId('roomType', HTMLSelectElement).replaceChildren(...options);
      const label = form.querySelector('label[for=rate]');
      if (label !== null) label.textContent = `Rate per night (${opened.property.currency})`;
    },
    close() {
      desk = undefined;
      attempt = undefined;
      repeat.hidden = true;
      if (submit instanceof HTMLButtonElement) submit.disabled = true;
      answerArea.replaceChildren();
      clearProblems();
    },
  };
}

type Sent = { readonly [Member in keyof SubmitReservation]: unknown };

/** As it was typed: whether it makes sense is judged by the house, whose words stand beside the field. */
function bookingOf(form: HTMLFormElement, currency: string): Sent {
  const given = new FormData(form);
  const text = (name: FieldName): string => String(given.get(name) ?? '').trim();
  const count = (name: FieldName): number | null => (text(name) === '' ? null : Number(text(name)));
  const [arrival, departure] = [text('arrival'), text('departure')];
  const amountMinor =
    text('rate') === '' ? null : Math.round(Number(text('rate')) * 10 ** minorDigits(currency));
  return {
    arrival,
    departure,
    roomType: text('roomType'),
    rates: nightsOf(arrival, departure).map((night) => ({ night, amountMinor, currency })),
    adults: count('adults'),
    children: count('children'),
    guest: {
      ...(text('firstName') === '' ? {} : { firstName: text('firstName') }),
      lastName: text('lastName'),
    },
  };
}

function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
      .maximumFractionDigits ?? 2
  );
}

function answered(
  answer: Answer<'submit-reservation'>,
  traceId: string,
  showTrace: (traceId: string) => void,
): HTMLElement[] {
  switch (answer.kind) {
    case 'done': {
      // `decided` leaves no other.
      if (answer.status !== 201) return [];
      const link = element('a', { href: `#trace-${traceId}` }, 'its trace');
      link.addEventListener('click', () => showTrace(traceId));
      const number = element(
        'strong',
        { 'data-confirmation': answer.body.confirmationNumber },
        answer.body.confirmationNumber,
      );
      return [
        element(
          'p',
          { class: 'success' },
          'Booked. Confirmation number ',
          number,
          '. Follow ',
          link,
          '.',
        ),
      ];
    }
    case 'refused':
      return [];
    case 'unknown':
      return [
        element(
          'p',
          { class: 'problem' },
          'The house did not say whether it was booked. Repeat safely: the same key books at most one room.',
        ),
      ];
  }
}

function showProblem(problem: Problem, elsewhere: HTMLElement): void {
  const errors = (problem.errors ?? []).map(({ pointer, detail }) => ({
    name: fieldOf(pointer),
    pointer,
    detail,
  }));
  const dates = errors.some(({ name }) => name === 'arrival' || name === 'departure');
  for (const { name, pointer, detail } of errors.toReversed()) {
    // Without dates there are no nights, and so no rates: not what is to be mended.
    if (name === 'rate' && dates) continue;
    if (name !== undefined) markField(name, detail);
    else elsewhere.append(element('p', { class: 'problem' }, `${pointer.slice(1)}: ${detail}`));
  }
  const named = fieldsOfCodes[problem.code];
  if (named !== undefined) markField(named, problem.title);
  else if (errors.length === 0)
    elsewhere.append(element('p', { class: 'problem' }, sentence(problem)));
  form().querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
}

function form(): HTMLFormElement {
  return byId('booking-form', HTMLFormElement);
}

/** `/guest/lastName` → `lastName`; every member of a rate is the rate's. */
function fieldOf(pointer: string): FieldName | undefined {
  const parts = pointer.split('/');
  if (parts[1] === 'rates') return 'rate';
  return fieldNames.find((name) => name === parts.at(-1));
}

function markField(name: FieldName, detail: string): void {
  const area = byId(`${name}-problem`, HTMLElement);
  const field = byId(name, HTMLElement);
  const empty = field instanceof HTMLInputElement && field.value.trim() === '';
  area.textContent = empty ? 'is needed' : detail;
  area.hidden = false;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', area.id);
}

function clearProblems(): void {
  for (const name of fieldNames) {
    byId(`${name}-problem`, HTMLElement).hidden = true;
    byId(name, HTMLElement).removeAttribute('aria-invalid');
    byId(name, HTMLElement).removeAttribute('aria-describedby');
  }
}
