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

/** UUIDv8 (RFC 9562) of SHA-256 over the identity's parts; a line feed cannot occur in any of them. */
export function commandId(identity: RequestIdentity): string {
  const { tenantId, client, method, path, idempotencyKey } = identity;
  return derivedId(`${tenantId}\n${client}\n${method}\n${path}\n${idempotencyKey}`);
}

/** UUIDv8 of SHA-256 over any text: for ids that must be the same whenever they are made. */
export function derivedId(text: string): string {
  const hex = hash('sha256', text, 'hex');
  // 8 is the version; the variant's two bits are 10.
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Of the parsed request, whose members stand in the schema's order, so that white space and order of the sender do not count. */
export function fingerprintOf(canonical: string): string {
  return inOnePiece(hash('sha256', canonical, 'base64url').slice(0, 22));
}
