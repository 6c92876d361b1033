// Generated from schema/migrations by scripts/generate-tables.ts. Do not edit.
/** A row of each table as the database port returns it. */
export interface Tables {
  'analytics.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'analytics.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'analytics.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'analytics.flags': {
    tenant_id: string;
    property_id: string;
    reason: string;
    bookings: number;
  };
  'analytics.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'analytics.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'analytics.nights': {
    tenant_id: string;
    property_id: string;
    night: string;
    room_type: string;
    rooms_sold: number;
    revenue_minor: number;
  };
  'analytics.outbox': {
    partition: number;
    next_position: number;
  };
  'analytics.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'analytics.properties': {
    tenant_id: string;
    property_id: string;
    currency: string;
    confirmed: number;
    in_house: number;
    checked_out: number;
    cancelled: number;
    no_show: number;
    turned_away: number;
  };
  'analytics.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'analytics.stays': {
    tenant_id: string;
    property_id: string;
    reservation_id: string;
    version: number;
    status: string | null;
    turned_away: number;
    reasons: string;
    counted_from: string | null;
    counted_room_type: string | null;
    counted_minor: number[] | null;
  };
  'console.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'console.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'console.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'console.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'console.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'console.outbox': {
    partition: number;
    next_position: number;
  };
  'console.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'console.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'guests.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'guests.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'guests.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'guests.guest_keys': {
    tenant_id: string;
    guest_id: string;
    key: string;
  };
  'guests.guest_reservations': {
    tenant_id: string;
    property_id: string;
    reservation_id: string;
    guest_id: string;
    linked_at: string;
  };
  'guests.guests': {
    tenant_id: string;
    guest_id: string;
    version: number;
    status: string;
    merged_into: string | null;
    personal: string | null;
    created_at: string;
    changed_at: string;
  };
  'guests.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'guests.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'guests.outbox': {
    partition: number;
    next_position: number;
  };
  'guests.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'guests.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'guests.search_keys': {
    tenant_id: string;
    key: string;
  };
  'guests.search_terms': {
    tenant_id: string;
    term: string;
    guest_id: string;
    source_id: string;
  };
  'identity.api_token_uses': {
    api_token_id: string;
    used_at: string;
  };
  'identity.api_tokens': {
    tenant_id: string;
    api_token_id: string;
    name: string;
    digest: string;
    roles: string[];
    permissions: string[];
    scope_ids: string[];
    requests_per_second: number | null;
    created_by: string;
    created_at: string;
    expires_at: string;
    revoked_at: string | null;
    revoked_by: string | null;
  };
  'identity.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'identity.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'identity.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'identity.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'identity.identity_providers': {
    tenant_id: string;
    identity_provider_id: string;
    title: string;
    issuer: string;
    audience: string;
    algorithms: string[];
    token_type: string;
    roles: unknown;
    scopes: unknown;
    sign_in: unknown;
    set_by: string;
    set_at: string;
  };
  'identity.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'identity.logins': {
    email: string;
    of_tenant: string;
    of_user: string;
    password: string;
  };
  'identity.outbox': {
    partition: number;
    next_position: number;
  };
  'identity.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'identity.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'identity.tenants': {
    id: string;
    name: string;
    created_at: string;
  };
  'identity.users': {
    tenant_id: string;
    user_id: string;
    email: string;
    name: string;
    roles: string[];
    scope_ids: string[];
    created_at: string;
  };
  'integrations.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'integrations.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'integrations.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'integrations.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'integrations.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'integrations.outbox': {
    partition: number;
    next_position: number;
  };
  'integrations.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'integrations.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'log.batches': {
    topic_id: number;
    partition: number;
    last_offset: number;
    record_count: number;
    payload: Buffer;
    appended_at: string;
  };
  'log.leases': {
    consumer_group: string;
    topic_id: number;
    partition: number;
    owner: string | null;
    epoch: number;
    expires_at: string;
    committed: number | null;
  };
  'log.members': {
    consumer_group: string;
    topic_id: number;
    member: string;
    process: string;
    joined_at: string;
    expires_at: string;
  };
  'log.partitions': {
    topic_id: number;
    partition: number;
    first_offset: number;
    next_offset: number;
  };
  'log.topics': {
    id: number;
    name: string;
    identity: string;
    partitions: number;
    retention_ms: number | null;
    created_at: string;
  };
  'properties.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'properties.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'properties.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'properties.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'properties.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'properties.outbox': {
    partition: number;
    next_position: number;
  };
  'properties.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'properties.properties': {
    tenant_id: string;
    property_id: string;
    name: string;
    time_zone: string;
    currency: string;
    business_date: string;
    room_types: string;
    version: number;
    details: string | null;
    details_version: number;
  };
  'properties.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'properties.room_types': {
    tenant_id: string;
    property_id: string;
    room_type: string;
    details: string;
    version: number;
  };
  'properties.rooms': {
    tenant_id: string;
    property_id: string;
    room: string;
    room_type: string;
    active: boolean;
    details: string;
    version: number;
  };
  'push.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'push.dead_letters': {
    dead_letter_id: string;
    trigger: string;
    topic: string;
    topic_identity: string;
    partition: number;
    offset: number;
    code: number;
    error: string;
    attributes: string;
    failed_at: string;
    retried_at: string | null;
  };
  'push.retries': {
    trigger: string;
    topic_identity: string;
    partition: number;
    offset: number;
    attempt: number;
    next_attempt_at: string;
    last_code: number | null;
    last_error: string | null;
    claimed: boolean;
  };
  'rates.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'rates.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'rates.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'rates.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'rates.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'rates.outbox': {
    partition: number;
    next_position: number;
  };
  'rates.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'rates.places': {
    tenant_id: string;
    property_id: string;
    name: string;
    city_key: string;
    country: string;
    version: number;
  };
  'rates.price_calendars': {
    tenant_id: string;
    property_id: string;
    rate_plan: string;
    room_type: string;
    runs: string;
  };
  'rates.price_lists': {
    tenant_id: string;
    property_id: string;
    currency: string;
    time_zone: string;
    room_types: string;
    taxes: string;
    version: number;
  };
  'rates.rate_plans': {
    tenant_id: string;
    property_id: string;
    rate_plan: string;
    plan: string;
  };
  'rates.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'rates.restriction_calendars': {
    tenant_id: string;
    property_id: string;
    rate_plan: string;
    room_type: string;
    runs: string;
  };
  'reservations.arrivals': {
    tenant_id: string;
    property_id: string;
    reservation_id: string;
    version: number;
    arrival: string;
    departure: string;
    status: string;
    confirmation_number: string;
    room_type: string;
    adults: number;
    children: number | null;
    infants: number;
    flagged: boolean;
    personal: string | null;
  };
  'reservations.consumer_offsets': {
    consumer: string;
    partition: number;
    topic_identity: string;
    next_offset: number;
    next_position: number;
    log_time_ms: number;
  };
  'reservations.decisions': {
    tenant_id: string;
    command_id: string;
    fingerprint: string;
    outcome: string;
    details: string | null;
    decided_at: string;
  };
  'reservations.events': {
    partition: number;
    position: number;
    tenant_id: string;
    event_id: string;
    type: string;
    subject: string;
    partition_key: string;
    correlation_id: string;
    causation_id: string;
    traceparent: string;
    occurred_at: string;
    data: string;
    recorded_at: string;
    client_address: string | null;
  };
  'reservations.guest_keys': {
    tenant_id: string;
    property_id: string;
    reservation_id: string;
    key_id: string;
    key: string;
  };
  'reservations.idempotency': {
    tenant_id: string;
    request_id: string;
    fingerprint: string;
    answer: string;
    answered_at: string;
  };
  'reservations.in_house': {
    tenant_id: string;
    property_id: string;
    reservation_id: string;
    version: number;
    present: boolean;
    arrival: string;
    departure: string;
    confirmation_number: string;
    room_type: string;
    adults: number;
    children: number | null;
    infants: number;
    personal: string | null;
  };
  'reservations.inbox': {
    tenant_id: string;
    subscriber: string;
    source: string;
    event_id: string;
    received_at: string;
  };
  'reservations.nights': {
    tenant_id: string;
    property_id: string;
    room_type: string;
    night: string;
    physical: number;
    out_of_order: number;
    sell_limit: number | null;
    hard: boolean;
    sold: number;
    flagged: number;
  };
  'reservations.outbox': {
    partition: number;
    next_position: number;
  };
  'reservations.parked': {
    consumer: string;
    topic_identity: string;
    partition: number;
    offset: number;
    reason: string;
    parked_at: string;
  };
  'reservations.placement': {
    bucket: number;
    partition: number;
  };
  'reservations.properties': {
    tenant_id: string;
    property_id: string;
    name: string;
    time_zone: string;
    currency: string;
    bucket: number;
    room_types: string;
    opened_on: string;
    business_date: string;
    version: number;
    bookings: number;
  };
  'reservations.relay_cursor': {
    partition: number;
    next_position: number;
    owner: string | null;
    lease_until: string;
  };
  'reservations.reservations': {
    tenant_id: string;
    property_id: string;
    reservation_id: string;
    confirmation_number: string;
    version: number;
    status: string;
    arrival: string;
    departure: string;
    room_type: string;
    assigned_room_type: string | null;
    rates_minor: number[];
    currency: string;
    adults: number;
    children: number | null;
    infants: number;
    country: string | null;
    country_asked: boolean;
    external_code: string | null;
    personal: string | null;
    validation_messages: string;
    checked_in_on: string | null;
    closed_on: string | null;
    cancel_reason: string | null;
    created_at: string;
    changed_at: string;
    price: string | null;
  };
  'reservations.room_type_persons': {
    tenant_id: string;
    property_id: string;
    room_type: string;
    list_version: number;
    occupancy: string;
  };
  'reservations.stay_restrictions': {
    tenant_id: string;
    property_id: string;
    rate_plan: string;
    room_type: string;
    list_version: number;
    runs: string;
  };
  'reservations.work_items': {
    tenant_id: string;
    property_id: string;
    work_item_id: string;
    kind: string;
    reason: string;
    status: string;
    reservation_id: string | null;
    room_type: string | null;
    nights: string[];
    rooms: number;
    opened_on: string;
    resolution: string | null;
  };
  'serai.shard': {
    one: boolean;
    number: number;
    shards: number;
  };
  'telemetry.spans': {
    trace_id: string;
    span_id: string;
    arrival: number;
    parent_span_id: string | null;
    service: string;
    name: string;
    kind: string;
    started_at: string;
    duration_us: number;
    status: string;
    attributes: unknown;
  };
}

export type Row<Name extends keyof Tables> = Tables[Name];
