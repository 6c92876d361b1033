/** Reads `DATABASE_SHARD_URLS`, and refuses what does not go together with several databases. */
import { poolerSign } from '#shared/database/address.ts';
import { nameOf } from '#shared/database/shard-mark.ts';
import { type Read, Unfit } from './fields.ts';

/** A process keeps some ten connections to each of them. */
const shardsMax = 64;

/** Each carries LISTEN, leases and COPY of its own, so each is the address of a server itself. */
const without: readonly (readonly [string, string])[] = [
  ['KAFKA_BROKERS', 'the log of several databases is in themselves'],
  ['DATABASE_DIRECT_URL', 'each address is that of the server itself'],
  ['DATABASE_DRIVER', 'each is reached by TCP'],
];

export function shardUrlsOf(
  environment: Readonly<Record<string, string | undefined>>,
): Read<readonly string[]> {
  return (text) => {
    const urls = text.split(',').map((each) => each.trim());
    const all = [environment['DATABASE_URL'] ?? '', ...urls].filter((each) => each !== '');
    if (urls.some((each) => !URL.canParse(each))) throw new Unfit('is not a list of URLs');
    if (all.length > shardsMax) throw new Unfit(`makes more than ${shardsMax} databases`);
    const names = all.filter((each) => URL.canParse(each)).map(nameOf);
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new Unfit(`names ${twice} twice`);
    const pooler = urls.map(poolerSign).find((sign) => sign !== undefined);
    if (pooler !== undefined) throw new Unfit(`leads to a connection pooler (${pooler})`);
    for (const [name, why] of without) {
      const given = environment[name];
      if (given !== undefined && given !== 'pg')
        throw new Unfit(`does not go with ${name}: ${why}`);
    }
    return urls;
  };
}
