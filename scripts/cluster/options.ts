/** What every command about a cluster is told: a profile, and the names that this cluster has. */
import type { Call } from '../serai/command.ts';
import { exitCodes, Sorry } from '../serai/sorry.ts';
import { type Names, type Overlay, overlayOf } from './overlay.ts';
import { type Profile, profileNamed } from './profiles.ts';

export const clusterOptions = {
  profile: { value: 'NAME', help: 'light, standard or no-knative (standard)' },
  overlay: { value: 'FOLDER', help: "An overlay of one's own instead of the profile's" },
  namespace: { value: 'NAME', help: 'Where the product lives (serai)' },
  registry: { value: 'NAME', help: 'Before the name of every image (as the overlay says)' },
  tag: { value: 'TAG', help: 'Of every image (as the overlay says)' },
  domain: { value: 'HOST', help: 'The host that routes answer to (any)' },
  'gateway-class': { value: 'NAME', help: 'Of the gateway (the only one there is)' },
} as const;

type Values = Call<typeof clusterOptions>['values'];

export interface Target {
  readonly profile: Profile;
  readonly names: Names;
  readonly overlay: Overlay;
}

const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const shapes = [
  ['namespace', label, 'small letters, digits and hyphens'],
  ['registry', /^[\w.:-]+(?:\/[\w.-]+)*\/?$/, 'host[:port][/path]'],
  ['tag', /^\w[\w.-]{0,127}$/, 'letters, digits, dots and hyphens'],
  ['domain', /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/, 'a host name'],
] as const;

export function targetOf(values: Values, gatewayClass?: string): Target {
  for (const [name, shape, says] of shapes) {
    const value = given(values[name]);
    if (value !== undefined && !shape.test(value))
      throw new Sorry(`${name} is ${says}, not "${value}".`, exitCodes.usage);
  }
  const profile = profileNamed(given(values.profile) ?? 'standard');
  const names: Names = {
    namespace: given(values.namespace) ?? 'serai',
    registry: given(values.registry),
    tag: given(values.tag),
    domain: given(values.domain),
    gatewayClass: given(values['gateway-class']) ?? gatewayClass,
  };
  const folder = given(values.overlay) ?? profile.overlay;
  return { profile, names, overlay: overlayOf(profile, folder, names) };
}

/** Make hands on what nobody said as an empty text. */
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
