-- Identity providers that tenants brought: whose tokens are taken for which tenant, and what they mean.

create table identity.identity_providers (
  -- What its tokens act for, whatever they say.
  tenant_id uuid not null check (tenant_id <> '00000000-0000-0000-0000-000000000000'),
  identity_provider_id uuid not null unique,
  title text not null,
  issuer text not null,
  audience text not null,
  algorithms text[] not null check (
    algorithms <> '{}' and algorithms <@ array['EdDSA', 'Ed25519', 'ES256', 'ES384', 'ES512',
      'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512']),
  token_type text not null check (token_type in ('JWT', 'at+jwt')),
  -- {claim: [name…], values: [{value, role}]}
  roles jsonb not null check (not roles @? '$.values[*].role ? (@ == "operator")'),
  -- {claim: [name…], values: [{value, ids}]?}, ids of properties; null: all of the tenant's.
  scopes jsonb,
  -- {clientId, scope, resource?}; null: nobody signs in with a browser.
  sign_in jsonb,
  set_by text not null,
  set_at timestamptz not null,
  primary key (tenant_id, identity_provider_id),
  -- A token is of one tenant: the one that its issuer and audience are bound to.
  unique (issuer, audience)
);
call serai.protect('identity.identity_providers');

-- Whoever checks a token knows its issuer before it knows the tenant.
grant select on identity.identity_providers to serai_identity_tokens;
create policy tokens on identity.identity_providers for select to serai_identity_tokens using (true);
