/** Makes what belongs to a key once, and keeps it for as long as the function lives: for one request, of few keys. */
export function memoized<K, V extends NonNullable<unknown>>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
