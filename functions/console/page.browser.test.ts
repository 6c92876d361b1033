import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DemoBrowser, demoBrowser } from './testing/browser.ts';
import { complaints, left, mark, number, violations } from './testing/looking.ts';

let demo: DemoBrowser;
let property: { id: string; name: string };
let today: string;

beforeAll(async () => {
  demo = await demoBrowser();
  const deadlineMs = Date.now() + 20_000;
  while (property === undefined) {
    if (Date.now() > deadlineMs) throw new Error('the property was not recorded');
    const { properties } = await demo.call<{ properties: { id: string; name: string }[] }>(
      'GET',
      '/v1/properties',
    );
    [property] = properties as [{ id: string; name: string }];
  }
  const day = await demo.call<{ businessDate: string }>(
    'GET',
    `/v1/properties/${property.id}/business-day`,
  );
  today = day.businessDate;
});
afterAll(() => demo?.close());

function inDays(days: number): string {
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}

interface Wanted {
  readonly arrival?: string;
  readonly departure?: string;
  readonly roomType?: string;
  readonly lastName?: string;
}

async function fill(page: Page, wanted: Wanted = {}): Promise<void> {
  const {
    arrival = today,
    departure = inDays(2),
    roomType = 'SGL',
    lastName = 'Lovelace',
  } = wanted;
  const form = page.locator('#booking-form');
  await form.getByLabel('Arrival').fill(arrival);
  await form.getByLabel('Departure').fill(departure);
  await form.getByLabel('Room type').selectOption(roomType);
  await form.getByLabel('Last name').fill(lastName);
}

describe('A visitor', () => {
  test('signs in as a demo user and sees the house, without a complaint of the browser', async () => {
    const fresh = await demo.browser.newContext();
    const page = await fresh.newPage();
    const found = complaints(page);
    await page.goto(demo.url);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Serai');
    await page.locator('summary', { hasText: 'reservations' }).click();
    await page.getByRole('rowheader', { name: 'submit-reservation', exact: true }).waitFor();
    expect(await page.getByLabel('Demo user').inputValue()).toBe('desk@demo.serai');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Signed in as Front desk (desk@demo.serai)').waitFor();
    await page.getByRole('table', { name: 'Rooms left by room type and night' }).waitFor();
    expect(await page.locator('[data-room-type=DBL] [data-night]').count()).toBe(28);
    await page.getByRole('table', { name: `Arrivals of ${today}` }).waitFor();
    await page.getByRole('table', { name: 'In house' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Sign in to see the house.').waitFor();
    expect(await page.getByRole('table', { name: 'In house' }).count()).toBe(0);
    expect(found).toEqual([]);
    await fresh.close();
  });

  test('reads the API reference, without a complaint of the browser', async () => {
    const page = await demo.context.newPage();
    const found = complaints(page);
    await page.goto(`${demo.url}/docs`);
    const operation = page.locator('#operations-reservations-submit-reservation');
    await operation.getByRole('button').first().click();
    await operation.getByText('Idempotency-Key').first().waitFor();
    expect(found).toEqual([]);
    await page.close();
  });
});

describe('A receptionist', () => {
  test('books a room, and a colleague sees it without reloading', async () => {
    const [page, colleague] = [await demo.desk(), await demo.desk()];
    const found = [complaints(page), complaints(colleague)];
    const isSame = await mark(colleague);
    const before = await number(colleague, 'SGL', today);
    await fill(page);
    await page.getByLabel('First name').fill('Ada');
    await page.getByRole('button', { name: 'Book' }).click();
    const confirmation = page.locator('[data-confirmation]');
    await confirmation.waitFor();
    const confirmationNumber = (await confirmation.textContent()) ?? '';
    expect(confirmationNumber).toMatch(/^[34679ACDEFGHJKMNPQRTVWXY]{10}$/);
    for (const each of [page, colleague]) {
      const row = each.locator('#arrivals tr', { hasText: confirmationNumber });
      await row.getByText('Ada Lovelace').waitFor();
      await left(each, 'SGL', today)
        .filter({ hasText: new RegExp(`^${before - 1} left`) })
        .waitFor();
    }
    await colleague
      .locator('#announcer', { hasText: 'reservation confirmed' })
      .waitFor({ state: 'attached' });
    expect(await isSame()).toBe(true);
    expect(found).toEqual([[], []]);
    await Promise.all([page.close(), colleague.close()]);
  });

  test('follows what was booked through its functions', async () => {
    const page = await demo.desk();
    await fill(page, { arrival: inDays(3), departure: inDays(4) });
    await page.getByRole('button', { name: 'Book' }).click();
    await page.getByRole('link', { name: 'its trace' }).click();
    const trace = page.getByRole('table', { name: 'Functions of the trace' });
    await trace.locator('[data-span=project-in-house]').waitFor();
    for (const name of [
      'submit-reservation',
      'decide-reservations',
      'relay-reservations',
      'project-arrivals',
    ]) {
      await trace.locator(`[data-span=${name}]`).waitFor();
    }
    expect(await trace.locator('[data-span]').first().getAttribute('data-span')).toBe(
      'submit-reservation',
    );
    const listed = page
      .getByRole('table', { name: 'Last traces' })
      .getByRole('link', { name: 'submit-reservation' });
    await listed.first().waitFor();
    const event = page
      .getByRole('table', { name: 'Last events' })
      .locator('[data-event="reservation.confirmed.v1"]');
    await event.first().getByText('/reservations →').waitFor();
    await page.close();
  });

  test('is told which nights lack a room', async () => {
    const path = `/v1/properties/${property.id}/room-counts`;
    await demo.call('POST', path, {
      from: inDays(20),
      to: inDays(22),
      roomType: 'STE',
      physical: 0,
    });
    const page = await demo.desk();
    await fill(page, { arrival: inDays(19), departure: inDays(23), roomType: 'STE' });
    await page.getByRole('button', { name: 'Book' }).click();
    const answer = page.locator('#booking-answer');
    await answer.getByText('There is no room').waitFor();
    expect(await answer.textContent()).toBe(
      `There is no room on every night: ${inDays(20)}, ${inDays(21)}.`,
    );
    await page.close();
  });

  test('is told beside the field what is wrong', async () => {
    const page = await demo.desk();
    await fill(page, { departure: inDays(-1), lastName: ' ' });
    await page.getByRole('button', { name: 'Book' }).click();
    const departure = page.getByLabel('Departure');
    await page.getByText('departure is before arrival').waitFor();
    expect(await departure.getAttribute('aria-invalid')).toBe('true');
    expect(await departure.getAttribute('aria-describedby')).toBe('departure-problem');
    expect(await page.locator('#lastName-problem').textContent()).toBe('is needed');
    expect(await page.locator('#rate-problem').isVisible()).toBe(false);
    expect(await page.evaluate('document.activeElement.id')).toBe('departure');
    await fill(page, { arrival: inDays(-2), departure: inDays(1) });
    await page.getByRole('button', { name: 'Book' }).click();
    await page
      .locator('#arrival-problem', { hasText: 'The arrival is before the business date' })
      .waitFor();
    expect(await page.locator('#departure-problem').isVisible()).toBe(false);
    await page.close();
  });

  test('repeats safely what was not answered, and has booked one room', async () => {
    const page = await demo.desk();
    const keys: (string | undefined)[] = [];
    await page.route('**/reservations', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      // The house decides; its answer is lost on the way.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await fill(page, { lastName: 'Hopper' });
    await page.getByRole('button', { name: 'Book' }).click();
    await page.getByText('The house did not say whether it was booked.').waitFor();
    await page.getByRole('button', { name: 'Repeat safely' }).click();
    await page.locator('[data-confirmation]').waitFor();
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    const booked = page.locator('#arrivals tr', { hasText: 'Hopper' });
    await booked.waitFor();
    expect(await booked.count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Repeat safely' }).isVisible()).toBe(false);
    await page.close();
  });

  test('checks a guest in and out again from the list, and is told what cannot be', async () => {
    const page = await demo.desk();
    await fill(page, { lastName: 'Turing' });
    await page.getByRole('button', { name: 'Book' }).click();
    const arrival = page.locator('#arrivals tr', { hasText: 'Turing' });
    await arrival.getByRole('button', { name: 'Check in' }).click();
    await page.locator('#in-house tr', { hasText: 'Turing' }).waitFor();
    await page.locator('#desk-outcome', { hasText: /^Check in \w{10}: done\.$/ }).waitFor();
    const cancel = arrival.getByRole('button', { name: 'Cancel' });
    await arrival.locator('[title="Not now: the guest has checked in"]').waitFor();
    expect(await cancel.getAttribute('aria-disabled')).toBe('true');
    page.once('dialog', (dialog) => void dialog.accept());
    await arrival.getByRole('button', { name: 'Check out early' }).click();
    await arrival.getByText('checked out').waitFor();
    expect(await page.locator('#in-house tr', { hasText: 'Turing' }).count()).toBe(0);
    await page.close();
  });
});

describe('The page', () => {
  test('does not scroll sideways on a phone', async () => {
    const page = await demo.desk();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('[data-event]').first().waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.close();
  });

  test.each(['light', 'dark'] as const)(
    'has no serious fault for those who do not see it well, %s',
    async (colorScheme) => {
      const page = await demo.desk();
      await page.emulateMedia({ colorScheme });
      await page.locator('[data-event]').first().waitFor();
      for (const summary of await page.locator('summary').all()) await summary.click();
      await fill(page, { departure: inDays(-1) });
      await page.getByRole('button', { name: 'Book' }).click();
      await page.getByText('departure is before arrival').waitFor();
      await page.locator('[data-event] a').first().click();
      await page.locator('[data-span]').first().waitFor();
      expect(await violations(page)).toEqual([]);
      await page.close();
    },
  );

  test('is there within a moment', async () => {
    const page = await demo.context.newPage();
    await page.goto(demo.url);
    await page.locator('#ready').waitFor({ state: 'attached' });
    const bytes = await page.evaluate<number>(
      "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/assets/')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)",
    );
    // Everything a first visit loads, without any compression: a phone has it in a second.
    expect(bytes).toBeLessThan(80_000);
    await page.close();
  });
});
