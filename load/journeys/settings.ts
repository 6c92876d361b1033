/** What a run is told from outside, parsed once; a journey that lacks something says so before it begins. */

/** A run ends by itself: nobody waits for more, and a rate forgotten over night costs money. */
const durationSMax = 3_600;
/** What one generator of many cores can begin; a smaller one says that it dropped some. */
const perSecondMax = 50_000;

export interface Settings {
  /** Where the API answers, without a slash at its end. */
  readonly target: string;
  /** Where the broker takes events. */
  readonly broker: string;
  /** Of a tenant's administrator: it opens a property of its own to load. */
  readonly token: string;
  /** Of a channel; the administrator's where none is given, and then nothing is accepted and flagged. */
  readonly channelToken: string;
  /** Journeys begun in a second. */
  readonly perSecond: number;
  readonly durationS: number;
  /** Of requests, at the 95th percentile. */
  readonly p95MsMax: number;
  /** Where the summary goes. */
  readonly summary: string;
  /** Tells the properties and keys of runs apart. */
  readonly run: string;
}

function said(name: string, otherwise?: string): string {
  const value = __ENV[name] ?? otherwise;
  if (value === undefined || value === '') throw new Error(`${name} is missing`);
  return value;
}

function whole(name: string, otherwise: string, max: number): number {
  const value = Number(said(name, otherwise));
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new Error(`${name} is a whole number from 1 to ${max}`);
  }
  return value;
}

function address(name: string, otherwise?: string): string {
  return said(name, otherwise).replace(/\/+$/, '');
}

const target = address('TARGET');
const token = said('TOKEN');

export const settings: Settings = {
  target,
  token,
  broker: address('BROKER', `${target}/broker/inbound`),
  channelToken: said('CHANNEL_TOKEN', token),
  perSecond: whole('RATE', '20', perSecondMax),
  durationS: whole('DURATION_S', '30', durationSMax),
  p95MsMax: whole('P95_MS', '1000', 60_000),
  summary: said('SUMMARY', 'summary.json'),
  run: said('RUN', String(Date.now())),
};
