/** Opens a property for a suite, patiently, and notes it in the journal like every other wish. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { commandId } from '#shared/commands/command.ts';
import { deskAt, property } from '../testing/desk.ts';
import type { LoadOptions } from './load.ts';

/** A machine that stands still for a minute is too busy for any suite. */
const openMsMax = 60_000;
const retryMs = 200;

export async function openProperty(
  {
    opening,
    token,
    tenantId,
    client,
    journal,
  }: Pick<LoadOptions, 'opening' | 'token' | 'tenantId' | 'client' | 'journal'>,
  roomsEach: number,
): Promise<string> {
  const desk = deskAt(opening, token);
  const path = '/v1/properties';
  const key = randomUUID();
  const sentMs = performance.now();
  const id = commandId({ tenantId, client, method: 'POST', path, idempotencyKey: key });
  const intent = journal.open({ kind: 'open', key, commandId: id, propertyId: '', sentMs });
  for (;;) {
    const { status, body } = await desk.post(path, property(roomsEach), key);
    if (status === 201) {
      journal.answered(intent, { status, id: body.id });
      return body.id;
    }
    if ((status !== 202 && status !== 503) || performance.now() - sentMs > openMsMax)
      throw new Error(`a property was not opened: ${status}`);
    await delay(retryMs);
  }
}
