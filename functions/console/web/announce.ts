/** Tells those who do not see the page what changed on it: politely, and of a burst only the last. */
import { byId } from './dom.ts';

/** Facts of one decision come together; one sentence about them is enough. */
const togetherMs = 150;
let waiting: number | undefined;

export function announce(text: string): void {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => {
    byId('announcer', HTMLElement).textContent = text;
  }, togetherMs);
}
