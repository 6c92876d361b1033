/** What the booking path consists of, for whoever harms a part of it. */
export const engineNames = ['postgres', 'kafka', 'redis'] as const;
export type EngineName = (typeof engineNames)[number];

export const functionNames = ['submit', 'decide', 'relay', 'project', 'subscribe'] as const;
export type Component = (typeof functionNames)[number] | EngineName;

/** `light` has its log in PostgreSQL; `standard` has Kafka and Redis beside it. */
export const profiles = ['light', 'standard'] as const;
export type Profile = (typeof profiles)[number];

export function componentsOf(profile: Profile): readonly Component[] {
  return [...functionNames, ...(profile === 'light' ? (['postgres'] as const) : engineNames)];
}

export function isEngine(component: Component): component is EngineName {
  return engineNames.some((name) => name === component);
}
