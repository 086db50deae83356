create or replace function api.list_domains(organisation_id uuid)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(d.domain order by d.domain), '[]')
    from organisation_domains as d
    where d.organisation_id = list_domains.organisation_id
$$;

comment on function api.list_domains is
'The domains of whose email addresses people belong to an organisation.';
