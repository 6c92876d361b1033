/** Days of the hotel as text; never instants, so no time zone can move them. */
const dayMs = 86_400_000;

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** Longest list anyone may mean; more is a mistyped year, which the house refuses by its dates. */
const nightsMax = 366;

/** The nights of `[arrival, departure)`; none for dates that make no stay. */
export function nightsOf(arrival: string, departure: string): string[] {
  const nights = (Date.parse(departure) - Date.parse(arrival)) / dayMs;
  if (!(nights > 0 && nights <= nightsMax)) return [];
  return Array.from({ length: nights }, (_, night) => addDays(arrival, night));
}
