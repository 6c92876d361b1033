-- Profiles of guests: sealed, each with a key of its own in a table apart, and found by an index
-- that is blind to what it holds.

call serai.create_context_tables('guests', 8);

create table guests.guests (
  tenant_id uuid not null,
  guest_id uuid not null,
  version integer not null,
  status text not null check (status in ('active', 'merged', 'erased')),
  -- The profile that is found in its place: never one that is merged itself.
  merged_into uuid check ((merged_into is null) or status <> 'active'),
  -- Sealed with the guest's key; null once that is erased.
  personal text check ((personal is null) = (status = 'erased')),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, guest_id)
);
create index on guests.guests (tenant_id, merged_into) where merged_into is not null;
call serai.protect('guests.guests');

-- Apart from every fact and every profile: deleting a row makes its guest unreadable everywhere.
create table guests.guest_keys (
  tenant_id uuid not null,
  guest_id uuid not null,
  key text not null,
  primary key (tenant_id, guest_id)
);
call serai.protect('guests.guest_keys');

-- What a tenant's terms are made with.
create table guests.search_keys (
  tenant_id uuid not null primary key,
  key text not null
);
call serai.protect('guests.search_keys');

-- HMACs of names, addresses and numbers: who knows one finds whose it is, who reads the table learns none.
create table guests.search_terms (
  tenant_id uuid not null,
  term text not null,
  -- Who is found by it.
  guest_id uuid not null,
  -- Whose profile says it: another one's, where that was merged into the guest.
  source_id uuid not null,
  primary key (tenant_id, term, guest_id, source_id)
);
create index on guests.search_terms (tenant_id, source_id);
call serai.protect('guests.search_terms');

grant select, insert, update, delete on all tables in schema guests to serai_guests;
revoke update, delete on guests.events from serai_guests;
revoke update on guests.decisions from serai_guests;
-- A key is made and deleted, and another never takes its place.
revoke update on guests.guest_keys, guests.search_keys from serai_guests;
