/** Texts that `Intl` was asked about: it takes longer to say so than the rest of a request takes to judge. */

/** Asks once for each text that is right, and knows as many as `max` of them. */
export function knownTexts(isRight: (text: string) => boolean, max: number) {
  const known = new Set<string>();
  return (text: string): boolean => {
    if (known.has(text)) return true;
    try {
      if (!isRight(text)) return false;
    } catch {
      // RangeError is how Intl says no.
      return false;
    }
    if (known.size < max) known.add(text);
    return true;
  };
}
