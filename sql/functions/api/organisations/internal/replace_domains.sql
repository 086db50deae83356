create or replace function api.replace_domains(organisation_id uuid, domains jsonb)
    returns void
    language sql
    set search_path = pg_catalog, postroom, pg_temp
as $$
    delete from organisation_domains as d
    where d.organisation_id = replace_domains.organisation_id;
    insert into organisation_domains (organisation_id, domain)
    select distinct replace_domains.organisation_id, lower(given.domain)
    from jsonb_array_elements_text(replace_domains.domains) as given (domain)
$$;

comment on function api.replace_domains is
'Gives an organisation these domains and no others. Raises unique_violation for another''s.';
