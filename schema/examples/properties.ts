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

export const PropertyDetails = {
  name: CreateProperty.name,
  locale: 'de-AT',
  address: {
    lines: ['Am Kai 7'],
    ...{ city: 'Wien', postalCode: '1010', country: 'AT' },
  },
  ...{ checkInFrom: '15:00', checkOutUntil: '11:00', taxEnvironment: 'AT-9' },
};
export const Property = {
  id: ids.property,
  ...CreateProperty,
  currencyExponent: 2,
  ...PropertyDetails,
};
export const PropertyPage = { properties: [Property] };
