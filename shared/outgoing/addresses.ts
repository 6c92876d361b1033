/** Which addresses a request may go to whose URL somebody else has named. */
import { BlockList, isIP } from 'node:net';

/**
 * `public`: the internet over https. `private`: also a network of one's own. `loopback`: also this
 * machine, without TLS too; for development.
 */
export type Reach = 'public' | 'private' | 'loopback';
export const reaches = ['public', 'private', 'loopback'] as const satisfies readonly Reach[];

const isLoopback = networks(['127.0.0.0/8', '::1/128']);
const isOwnNetwork = networks([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
]);
/** Of a link alone (a cloud's keys are there), of nobody, of many at once, or an IPv4 address in other clothes. */
const isNever = networks([
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32'],
  ...['2002::/16', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
]);

/** Made when first asked: to tell which networks are IPv6 takes Node a tenth of a start. */
function networks(all: readonly string[]): (address: string) => boolean {
  let list: BlockList | undefined;
  return (address) => {
    list ??= listOf(all);
    return list.check(address, familyOf(address));
  };
}

function listOf(all: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of all) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

export function mayReach(address: string, reach: Reach): boolean {
  if (isIP(address) === 0) return false;
  if (isLoopback(address)) return reach === 'loopback';
  if (isNever(address)) return false;
  return reach !== 'public' || !isOwnNetwork(address);
}

/** By what it says alone; what its name leads to is judged when it is asked. */
export function mayAsk(url: URL, reach: Reach): boolean {
  if (url.username !== '' || url.password !== '') return false;
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayReach(host, reach)) return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && reach === 'loopback' && isThisMachine(host);
}

/** Without the brackets of an IPv6 address. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function isThisMachine(host: string): boolean {
  return isIP(host) === 0 ? host === 'localhost' : isLoopback(host);
}
