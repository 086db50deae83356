create or replace function ops.associate_services()
    returns table (service_id uuid, organisation_id uuid)
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update services as s
    set organisation_id = f.organisation_id, organisation_type = f.organisation_type,
        crown = f.crown, version = s.version + 1, updated_at = now()
    from (
        select
            c.id, o.id as organisation_id, o.organisation_type, o.crown
        from services as c
        inner join users as u on u.id = c.created_by_id
        cross join lateral (
            -- The most exact of the domains that the address lies in.
            select d.organisation_id from organisation_domains as d
            where split_part(lower(u.email_address), '@', 2) = d.domain
               or split_part(lower(u.email_address), '@', 2) like '%.' || d.domain
            order by length(d.domain) desc
            limit 1
        ) as d
        inner join organisations as o on o.id = d.organisation_id
    ) as f
    where s.id = f.id and s.organisation_id is distinct from f.organisation_id
    returning s.id, s.organisation_id
$$;

comment on function ops.associate_services is
'Makes each service one of the organisation in whose domain the address of its creator lies, with
that organisation''s type, and returns those that changed. Allowances stay. Makes new versions.
Locks: the services'' rows.';

grant execute on function ops.associate_services to postroom_dba;
