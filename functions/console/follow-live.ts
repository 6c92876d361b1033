/** A stream of what is decided at one property, for pages that show it as it is. */
import { PropertyParams } from '#schema/reservations/http.ts';
import { ChannelsUnavailable } from '#shared/cache/channels.ts';
import { http, refuse } from '#shared/function/declare.ts';
import { per } from '#shared/function/per.ts';
import { watchLive } from './live-audience.ts';
import { liveChannel } from './live-channel.ts';
import { liveStream } from './live-stream.ts';
import { streamPlaces } from './stream-places.ts';

/** One place count for a process: its streams share its channels. */
const placesOf = per(() => streamPlaces());

export default http({
  context: 'console',
  name: 'follow-live',
  purpose:
    'Streams a `fact` whenever something is decided at the property; read again what it is about.',
  route: 'GET /v1/properties/{propertyId}/live',
  permission: 'reservations:read',
  scope: 'propertyId',
  transaction: 'none',
  params: PropertyParams,
  answers: { 503: ['busy', 'unavailable'] },
  streams: 'text/event-stream',
  scale: { rps: 20, replicasMin: 0, replicasMax: 10 },
  async handle({ params, principal }, { channels, house }) {
    const place = placesOf(channels).take(`${principal.tenantId} ${principal.subject}`);
    if (place === undefined) return refuse('busy', { retryAfterSeconds: 30 });
    try {
      const channel = liveChannel(principal.tenantId, params.propertyId);
      const stream = await liveStream({
        subscribe: (receive) => watchLive(channels, channel, receive),
        closing: house.closing,
        ended: place.leave,
      });
      return {
        status: 200,
        stream,
        contentType: 'text/event-stream; charset=utf-8',
        // A proxy that gathers an answer before it passes it on would hold it for ever.
        headers: { 'x-accel-buffering': 'no' },
      };
    } catch (error) {
      place.leave();
      if (error instanceof ChannelsUnavailable)
        return refuse('unavailable', { retryAfterSeconds: 5 });
      throw error;
    }
  },
});
