/**
 * One story for every example of the contracts: a house of two room types, and a couple that books
 * two nights there. The examples are shown to people; a test holds each to its schema.
 */
export const ids = {
  tenant: '01980b6e-0c00-7a10-8f00-3b5d7c9e1f20',
  property: '01980b6e-1d00-7b21-9a00-4c6e8d0f2a31',
  reservation: '01980b6e-2e00-8c32-ab00-5d7f9e1a3b42',
  guest: '01980b6e-8e00-7c98-b100-b3d5f7192a08',
  otherGuest: '01980b6e-9f00-7da9-b200-c4e608203b19',
  user: '01980b6e-3f00-7d43-bc00-6e80af2b4c53',
  apiToken: '01980b6e-6c00-7a76-af00-91b3d25e7f86',
  identityProvider: '01980b6e-7d00-7b87-b000-a2c4e6081f97',
  event: '01980b6e-4a00-7e54-8d00-7f91b03c5d64',
  deadLetter: '01980b6e-5b00-7f65-9e00-80a2c14d6e75',
  trace: '4bf92f3577b34da6a3ce929d0e0e4736',
} as const;
