/** The house of the story. Each example is named as the schema it is one of. */
import { ids } from './ids.ts';

export const CreateProperty = {
  name: 'Caravanserai by the river',
  timeZone: 'Europe/Vienna',
  currency: 'EUR',
  businessDate: '2026-05-10',
  roomTypes: [
    { code: 'DBL', name: 'Double room', physical: 40 },
    { code: 'STE', name: 'Suite', physical: 4 },
  ],
};
export const Property = { id: ids.property, ...CreateProperty };
export const PropertyPage = { properties: [Property] };
