/** Elements by hand: text only ever becomes text, never markup. */
type Child = Node | string;

export function byId<E extends HTMLElement>(id: string, type: new () => E): E {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return found;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function note(text: string): HTMLElement {
  return element('p', { class: 'note' }, text);
}

/** Said to those who listen, not seen. */
export function hidden(text: string): HTMLElement {
  return element('span', { class: 'visually-hidden' }, text);
}

/** A table that scrolls by itself where the page is narrow. */
export function table(
  caption: string,
  columns: readonly Child[],
  rows: readonly HTMLTableRowElement[],
  className = '',
): HTMLElement {
  const heads = columns.map((column) =>
    column instanceof HTMLTableCellElement ? column : element('th', { scope: 'col' }, column),
  );
  return element(
    'div',
    { class: 'scroll', role: 'region', 'aria-label': caption, tabindex: '0' },
    element(
      'table',
      className === '' ? {} : { class: className },
      element('caption', { class: 'visually-hidden' }, caption),
      element('thead', {}, element('tr', {}, ...heads)),
      element('tbody', {}, ...rows),
    ),
  );
}

/** Replaces what is shown, and puts the focus back where it was when that is still there. */
export function show(target: HTMLElement, ...children: readonly Child[]): void {
  const focused = target.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.getAttribute('data-key');
  const scrolledTo = [...target.querySelectorAll('.scroll')].map(({ scrollLeft }) => scrollLeft);
  target.replaceChildren(...children);
  for (const [at, region] of target.querySelectorAll('.scroll').entries()) {
    region.scrollLeft = scrolledTo[at] ?? 0;
  }
  if (typeof key !== 'string') return;
  const again = [...target.querySelectorAll<HTMLElement>('[data-key]')];
  again.find((each) => each.getAttribute('data-key') === key)?.focus();
}
