/** What the guide for operators tells people to type: its sections, and each line with the words a shell makes of it. */
export interface Line {
  /** As it is printed, without the ends of continued lines. */
  readonly text: string;
  readonly words: readonly string[];
}

export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Lines of the `sh` blocks, by the heading they stand under; comments and empty lines are left out. */
export function sectionsOf(document: string): readonly Section[] {
  return document.split(/^## /m).flatMap((part, index) => {
    const title = index === 0 ? '' : (part.split('\n')[0] ?? '');
    const lines = [...part.matchAll(/^```sh\n(.*?)^```$/gms)]
      .flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
      .filter((text) => text.trim() !== '' && !text.startsWith('#'))
      .map((text) => ({ text, words: wordsOf(text) }));
    return lines.length === 0 ? [] : [{ title, lines }];
  });
}

/** Pieces in quotes and out of them that touch are one word; variables stay as they are written. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, one?: string, two?: string) => one ?? two ?? ''),
  );
}

/** The guide as a script, without what only `kn` can do. */
export function kubectlScript(sections: readonly Section[]): string {
  const lines = sections.flatMap((section) => section.lines);
  return lines
    .filter(({ words: [program = ''] }) => program !== 'kn' && program !== 'export')
    .map(({ text }) => `${text}\n`)
    .join('');
}
