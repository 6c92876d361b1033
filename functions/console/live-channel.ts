/** Where the facts of one property are announced; the tenant is in the name, so nobody hears another's. */
export function liveChannel(tenantId: string, propertyId: string): string {
  return `live.${tenantId}.${propertyId}`;
}
