/** What tests look for on a page of a real browser. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';

/** Everything a browser complains about on its console, refused loads by our own policy among it. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(String(error)));
  return found;
}

/** Marks the document; the function returned tells whether it is still the same one. */
export async function mark(page: Page): Promise<() => Promise<boolean>> {
  await page.evaluate('window.marked = true');
  return async () => (await page.evaluate('window.marked')) === true;
}

/** The cell of the chart. */
export function left(page: Page, roomType: string, night: string): Locator {
  return page.locator(`[data-room-type=${roomType}] [data-night='${night}']`);
}

export async function number(page: Page, roomType: string, night: string): Promise<number> {
  return Number.parseInt((await left(page, roomType, night).textContent()) ?? '', 10);
}

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: { readonly html: string }[];
}

/** What weighs on someone who uses the page with other senses or other means. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
