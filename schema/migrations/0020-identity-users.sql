-- Who may come in: tenants, their users, and what a user signs in with.

call serai.create_context_tables('identity', 8);

create table identity.tenants (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null
);

create table identity.users (
  tenant_id uuid not null,
  user_id uuid not null,
  email text not null,
  name text not null,
  roles text[] not null,
  -- `all`, or ids of properties.
  scope_ids text[] not null,
  created_at timestamptz not null,
  primary key (tenant_id, user_id)
);
create index on identity.users (tenant_id, email);
call serai.protect('identity.users');

-- Signing in knows the address before it knows the tenant, so this table is apart and has neither
-- name nor role in it.
create table identity.logins (
  email text primary key,
  of_tenant uuid not null,
  of_user uuid not null,
  -- scrypt: salt and hash.
  password text not null
);

grant select, insert, update, delete on all tables in schema identity to serai_identity;
revoke update, delete on identity.events from serai_identity;
revoke update on identity.decisions from serai_identity;
