/** The tenants and properties that both sides get. */

export interface Houses {
  readonly tenants: number;
  readonly properties: number;
}

/** Some hundred properties spread over all partitions, of several companies. */
export const manyHouses: Houses = { tenants: 10, properties: 400 };
export const fewHouses: Houses = { tenants: 4, properties: 40 };

/** Rooms of each type: plenty, but in the first property, which sells out. */
export function roomsOf(number: number): number {
  return number === 0 ? 1 : 60;
}

export function tenantOf({ tenants }: Houses, number: number): string {
  return `0199d000-0000-7000-9000-${String(number % tenants).padStart(12, '0')}`;
}
