/** Writes `docs/images/console.png`: the page of a demo house, with a booking just made and its trace. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoBrowser } from '../functions/console/testing/browser.ts';

const image = fileURLToPath(new URL('../docs/images/console.png', import.meta.url));

const demo = await demoBrowser();
try {
  const page = await demo.desk();
  await page.getByLabel('First name').fill('Ada');
  await page.getByLabel('Last name').fill('Lovelace');
  await page.getByRole('button', { name: 'Book' }).click();
  await page.getByRole('link', { name: 'its trace' }).click();
  await page.locator('[data-span=project-in-house]').waitFor();
  await page.locator('#event-list tbody tr').nth(7).waitFor();
  await page.evaluate('scrollTo(0, 0)');
  await mkdir(dirname(image), { recursive: true });
  // What runs and the commands are text; the picture ends with the trace.
  const trace = await page.locator('#trace').boundingBox();
  const height = Math.ceil((trace?.y ?? 0) + (trace?.height ?? 0)) + 16;
  await page.screenshot({ path: image, fullPage: true, clip: { x: 0, y: 0, width: 1400, height } });
} finally {
  await demo.close();
}
