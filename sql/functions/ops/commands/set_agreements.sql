create or replace function ops.set_agreements(lines jsonb)
    returns table (id uuid)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    unsigned int := (
        select min(l.line)
        from jsonb_to_recordset(set_agreements.lines) as l (line int, id uuid)
        where not exists (
            select from organisations as o where o.id = l.id and o.agreement_signed
        )
    );
begin
    if unsigned is not null then
        raise exception 'line %: there is no such organisation that has signed', unsigned;
    end if;
    return query
    update organisations as o
    set agreement_signed_version = l.version,
        agreement_signed_on_behalf_of_name = l.name,
        agreement_signed_at = l.day::timestamp at time zone 'UTC',
        updated_at = now()
    from (
        -- The last line of an organisation counts.
        select distinct on (g.id) g.*
        from jsonb_to_recordset(set_agreements.lines)
            as g (line int, id uuid, version numeric, name text, day date)
        order by g.id, g.line desc
    ) as l
    where o.id = l.id
    returning o.id;
end
$$;

comment on function ops.set_agreements is
'Notes who signed which version of the agreement for organisations, and when, from [{"line", "id",
"version", "name", "day"}], and returns them. Raises an exception that names the first line whose
organisation has not signed. Locks: the organisations'' rows.';

grant execute on function ops.set_agreements to postroom_dba;
