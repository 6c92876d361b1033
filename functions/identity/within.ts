/** Nobody gives away more than they have. */
export function isWithin(
  wanted: 'all' | readonly string[],
  scopes: 'all' | ReadonlySet<string>,
): boolean {
  if (scopes === 'all') return true;
  return wanted !== 'all' && wanted.every((id) => scopes.has(id));
}
