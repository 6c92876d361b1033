-- API tokens: what a connected system comes in with. Identity makes and revokes them under its
-- tenant; whoever serves a request checks one as a role of its own, which knows the token before it
-- knows the tenant.

create table identity.api_tokens (
  tenant_id uuid not null check (tenant_id <> '00000000-0000-0000-0000-000000000000'),
  api_token_id uuid not null unique,
  name text not null,
  -- SHA-256 of the token in hex. It holds 256 random bits, so nothing slower is needed.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  roles text[] not null check (not 'operator' = any(roles)),
  -- As they were when it was made: a role that may more later does not make old tokens do so.
  permissions text[] not null,
  -- `all`, or ids of properties.
  scope_ids text[] not null,
  -- Null: as many as any token.
  requests_per_second integer check (requests_per_second > 0),
  created_by text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  primary key (tenant_id, api_token_id)
);
create index on identity.api_tokens (expires_at);
call serai.protect('identity.api_tokens');
-- Of a token only its end is written after it was made.
revoke update, delete on identity.api_tokens from serai_identity;
grant update (revoked_at, revoked_by) on identity.api_tokens to serai_identity;

-- When a token was last used, apart from it, so that whoever checks tokens can change nothing of them.
create table identity.api_token_uses (
  api_token_id uuid primary key references identity.api_tokens (api_token_id) on delete cascade,
  used_at timestamptz not null
);
revoke insert, update, delete on identity.api_token_uses from serai_identity;

do $$ begin
  if not exists (select from pg_roles where rolname = 'serai_identity_tokens') then
    create role serai_identity_tokens nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then null; end $$;
grant serai_identity_tokens to current_user with set true, inherit false;
grant usage on schema identity to serai_identity_tokens;
grant select on identity.api_tokens to serai_identity_tokens;
create policy tokens on identity.api_tokens for select to serai_identity_tokens using (true);
grant select, insert, update on identity.api_token_uses to serai_identity_tokens;
