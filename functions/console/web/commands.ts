/** The commands of the page: written for the address it was opened at, and copied by a button. */
import { announce } from './announce.ts';

const writtenFor = 'http://127.0.0.1:8080';

export function ownOrigin(): void {
  for (const code of document.querySelectorAll('.command code')) {
    code.textContent = code.textContent.replaceAll(writtenFor, location.origin);
  }
}

export function copyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.addEventListener('click', async () => {
      const text = document.getElementById(button.dataset['copy'] ?? '')?.textContent ?? '';
      await navigator.clipboard.writeText(text);
      announce('Copied.');
      button.textContent = 'Copied';
    });
  }
}
