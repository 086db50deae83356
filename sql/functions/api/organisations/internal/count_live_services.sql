create or replace function api.count_live_services(organisation_id uuid)
    returns bigint
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select count(*) from services as s
    where s.organisation_id = count_live_services.organisation_id
      and s.active and not s.restricted
$$;

comment on function api.count_live_services is
'How many services of an organisation are live, also those that platform statistics leave out.';
