/** What the booking path consists of, for whoever harms a part of it. */
export const components = [
  'submit',
  'decide',
  'relay',
  'project',
  'subscribe',
  'postgres',
] as const;
export type Component = (typeof components)[number];
