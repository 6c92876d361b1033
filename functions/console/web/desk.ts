/** The front desk of one property: reads what it shows, and reads it again whenever something was decided. */

import type { Operations, Property } from '#schema/client.generated.ts';
import type { LiveFact } from '#schema/console.ts';
import type { Inputs } from '#shared/client/types.ts';
import { announce } from './announce.ts';
import { type Call, call, sentence } from './api.ts';
import { showAvailability } from './availability.ts';
import { bookingForm } from './booking-form.ts';
import { addDays } from './dates.ts';
import { byId, element } from './dom.ts';
import { showEvents } from './events.ts';
import { followLive } from './live.ts';
import type { Session } from './session.ts';
import { showStays } from './stays.ts';
import { closeTrace, openTrace, showTraces } from './traces.ts';

/** Four weeks fit a screen. */
const nightsShown = 28;
/** Facts come in bursts; the lists are read once for all of them. */
const gatherMs = 120;
/** A fact that was not told is seen after this long at the latest. */
const readAgainMs = 30_000;
/** Spans reach the store a moment after the fact reached us. */
const tracesAfterMs = 1_200;

type Body<Name extends Call> = Operations[Name]['answers'][keyof Operations[Name]['answers']];

export interface FrontDesk {
  open(session: Session): Promise<void>;
  close(): void;
}

export function desk(leave: (reason?: string) => void): FrontDesk {
  const chooser = byId('property', HTMLSelectElement);
  const dateLine = byId('business-date', HTMLElement);
  let session: Session | undefined;
  let property: Property | undefined;
  let following = new AbortController();
  let gathering: number | undefined;
  let properties: readonly Property[] = [];

  const form = bookingForm((traceId) => {
    if (session !== undefined) void openTrace(traceId, session.followToken);
  });

  /** Gives the body, or ends the session when the token did. */
  async function read<Name extends Call>(
    name: Name,
    ...inputs: Inputs<Operations[Name]>
  ): Promise<Body<Name> | undefined> {
    const asked = session;
    const answer = await call(asked?.token, name, ...inputs);
    if (asked !== session) return undefined;
    if (answer.kind === 'done') return answer.body;
    if (answer.kind === 'refused' && answer.status === 401) leave(sentence(answer.problem));
    return undefined;
  }

  async function refresh(): Promise<void> {
    if (session === undefined || property === undefined) return;
    const { token } = session;
    const opened = property;
    const params = { propertyId: opened.id };
    const day = await read('get-business-day', { params });
    if (day === undefined) return;
    const date = day.businessDate;
    const [chart, arrivals, inHouse] = await Promise.all([
      read('get-availability', { params, query: { from: date, to: addDays(date, nightsShown) } }),
      read('list-reservations', { params, query: { arrivalFrom: date, arrivalTo: date } }),
      read('list-reservations', { params, query: { inHouse: 'true' } }),
    ]);
    if (opened !== property) return;
    form.open({ token, property: opened, businessDate: date });
    dateLine.replaceChildren(`Business date ${date}. `, element('span', { id: 'live' }, liveText));
    const context = { token, acted };
    if (chart !== undefined) showAvailability(byId('availability', HTMLElement), chart);
    if (arrivals !== undefined) {
      showStays(
        byId('arrivals', HTMLElement),
        `Arrivals of ${date}`,
        arrivals.reservations,
        context,
      );
    }
    if (inHouse !== undefined)
      showStays(byId('in-house', HTMLElement), 'In house', inHouse.reservations, context);
  }

  function follow(): void {
    if (session === undefined) return;
    void showTraces(session.followToken);
    void showEvents(session.followToken);
  }

  function acted(text: string): void {
    announce(text);
    byId('desk-outcome', HTMLElement).textContent = text;
    void refresh();
  }

  let liveText = '';
  function showLive(text: string): void {
    liveText = text;
    const line = document.getElementById('live');
    if (line !== null) line.textContent = text;
  }

  function decided({ type, businessDate }: LiveFact): void {
    announce(
      `${type.split('.').slice(0, 2).join(' ').replaceAll('_', ' ')}, business date ${businessDate}.`,
    );
    again();
  }

  function again(): void {
    if (gathering !== undefined) return;
    gathering = window.setTimeout(() => {
      gathering = undefined;
      void refresh();
      window.setTimeout(follow, tracesAfterMs);
    }, gatherMs);
  }

  function choose(id: string): void {
    property = properties.find((each) => each.id === id);
    following.abort();
    following = new AbortController();
    if (session === undefined || property === undefined) return;
    void refresh();
    const follower = {
      fact: decided,
      connected() {
        showLive('Live.');
        again();
      },
      lost: () => showLive('Not live just now; trying again.'),
    };
    void followLive(property.id, session.token, follower, following.signal);
  }

  async function readProperties(): Promise<void> {
    const page = await read('list-properties');
    if (page === undefined) return;
    properties = page.properties;
    chooser.replaceChildren(
      ...properties.map(({ id, name }) => element('option', { value: id }, name)),
    );
    chooser.disabled = properties.length === 0;
    if (properties.length === 0) dateLine.textContent = 'There is no property in your reach yet.';
    choose(chooser.value);
  }

  chooser.addEventListener('change', () => choose(chooser.value));
  byId('refresh-traces', HTMLButtonElement).addEventListener('click', follow);
  window.setInterval(() => {
    if (document.visibilityState !== 'visible') return;
    if (properties.length === 0) void readProperties();
    else void refresh();
  }, readAgainMs);

  return {
    async open(entered) {
      session = entered;
      byId('refresh-traces', HTMLButtonElement).disabled = false;
      follow();
      const [, linked] = /^#trace-([0-9a-f]{32})$/.exec(location.hash) ?? [];
      if (linked !== undefined) void openTrace(linked, entered.followToken);
      await readProperties();
    },
    close() {
      session = undefined;
      property = undefined;
      properties = [];
      following.abort();
      form.close();
      closeTrace();
      chooser.disabled = true;
      byId('refresh-traces', HTMLButtonElement).disabled = true;
      for (const id of [
        'availability',
        'arrivals',
        'in-house',
        'trace-list',
        'event-list',
        'desk-outcome',
      ]) {
        byId(id, HTMLElement).replaceChildren();
      }
      dateLine.textContent = 'Sign in to see the house.';
    },
  };
}
