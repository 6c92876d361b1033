/**
 * Identity of a request that changes something: the same key from the same client on the same
 * path is the same command, wherever and however often it arrives.
 */
import { hash } from 'node:crypto';
import { inOnePiece } from '#shared/text.ts';

export interface RequestIdentity {
  readonly tenantId: string;
  readonly client: string;
  readonly method: string;
  /** With its parameters filled in. */
  readonly path: string;
  readonly idempotencyKey: string;
}

/** Of the identity's parts; a line feed cannot occur in any of them. */
export function commandId(identity: RequestIdentity): string {
  const { tenantId, client, method, path, idempotencyKey } = identity;
  return derivedId(`${tenantId}\n${client}\n${method}\n${path}\n${idempotencyKey}`, idempotencyKey);
}

/** As RFC 9562 writes it. */
const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * UUIDv8 of SHA-256 over any text: for ids that must be the same whenever they are made. Beside a UUIDv7 it is one
 * of the same time, so that what is entered together lies together in every index (decision 38).
 */
export function derivedId(text: string, beside = ''): string {
  const hex = hash('sha256', text, 'hex');
  // The variant's two bits are 10.
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  const [time, version] = uuidV7.test(beside)
    ? [beside.slice(0, 13), '7']
    : [`${hex.slice(0, 8)}-${hex.slice(8, 12)}`, '8'];
  return [time, version + hex.slice(13, 16), variant + hex.slice(17, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** Of the parsed request, whose members stand in the schema's order, so that white space and order of the sender do not count. */
export function fingerprintOf(canonical: string): string {
  return inOnePiece(hash('sha256', canonical, 'base64url').slice(0, 22));
}
