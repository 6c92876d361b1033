/** What k6 measured, as JSON for whoever started it. */
import { settings } from './settings.ts';

/** k6 calls it at the end; a journey hands it on. */
export function summarized(measured: object): Record<string, string> {
  return { [settings.summary]: JSON.stringify(measured) };
}
