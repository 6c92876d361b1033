/** What a city is looked for by: as it is written, whatever the case and the spaces. */
export function cityKey(city: string): string {
  return city.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
