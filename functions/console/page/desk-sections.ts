/** The front desk's frame: empty tables and the booking form, which scripts fill once someone is signed in. */
import { type Html, html } from './html.ts';

export function deskSections(): Html {
  return html`<section aria-labelledby="availability-title">
<div class="title-row"><h2 id="availability-title">Availability</h2>
<div class="field inline"><label for="property">Property</label>
<select id="property" disabled><option value="">Sign in to choose</option></select></div></div>
<p id="business-date" class="note">Sign in to see the house.</p>
<div id="availability"></div>
<p id="desk-outcome" class="note"></p>
</section>
<section aria-labelledby="arrivals-title">
<h2 id="arrivals-title">Arrivals</h2>
<div id="arrivals"><p class="note">Sign in to see who arrives.</p></div>
</section>
<section aria-labelledby="in-house-title">
<h2 id="in-house-title">In house</h2>
<div id="in-house"><p class="note">Sign in to see who stays.</p></div>
</section>`;
}

export function bookingSection(): Html {
  return html`<section id="book" class="side" aria-labelledby="book-title">
<h2 id="book-title">Book a room</h2>
<form id="booking-form" novalidate>
<div class="pair">
${field({ name: 'arrival', label: 'Arrival', type: 'date' })}
${field({ name: 'departure', label: 'Departure', type: 'date' })}
</div>
<div class="field"><label for="roomType">Room type</label>
<select id="roomType" name="roomType"></select>
<p class="problem" id="roomType-problem" hidden></p></div>
<div class="pair">
${field({ name: 'adults', label: 'Adults', type: 'number', value: '2' })}
${field({ name: 'children', label: 'Children', type: 'number', value: '0' })}
</div>
<div class="pair">
${field({ name: 'firstName', label: 'First name', type: 'text' })}
${field({ name: 'lastName', label: 'Last name', type: 'text' })}
</div>
${field({ name: 'rate', label: 'Rate per night', type: 'number', value: '120' })}
<div class="row">
<button type="submit" disabled>Book</button>
<button type="button" id="repeat" class="quiet" hidden>Repeat safely</button>
</div>
<div id="booking-answer" role="status" aria-live="polite"></div>
</form>
</section>`;
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: 'date' | 'number' | 'text';
  readonly value?: string;
}

function field({ name, label, type, value = '' }: Field): Html {
  return html`<div class="field"><label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="off">
<p class="problem" id="${name}-problem" hidden></p></div>`;
}

export function followSections(): Html {
  return html`<div class="follow">
<section id="traces" aria-labelledby="traces-title">
<div class="title-row"><h2 id="traces-title">Last traces</h2>
<button type="button" id="refresh-traces" class="quiet" disabled>Refresh</button></div>
<div id="trace-list"><p class="note">Sign in to see what each request woke.</p></div>
</section>
<section id="events" aria-labelledby="events-title">
<h2 id="events-title">Last events</h2>
<div id="event-list"><p class="note">Sign in to see what happened.</p></div>
</section>
<section id="trace" class="wide" aria-label="One trace" tabindex="-1" hidden></section>
</div>`;
}
