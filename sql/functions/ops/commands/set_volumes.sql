create or replace function ops.set_volumes(lines jsonb)
    returns table (service_id uuid)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    unknown int := (
        select min(l.line)
        from jsonb_to_recordset(set_volumes.lines) as l (line int, id uuid)
        where not exists (select from services as s where s.id = l.id)
    );
begin
    if unknown is not null then
        raise exception 'line %: there is no such service', unknown;
    end if;
    return query
    update services as s
    set volume_sms = l.sms, volume_email = l.email, volume_letter = l.letter,
        version = s.version + 1, updated_at = now()
    from (
        -- The last line of a service counts.
        select distinct on (g.id) g.*
        from jsonb_to_recordset(set_volumes.lines)
            as g (line int, id uuid, sms int, email int, letter int)
        order by g.id, g.line desc
    ) as l
    where s.id = l.id
    returning s.id;
end
$$;

comment on function ops.set_volumes is
'Notes how many messages services mean to send, from [{"line", "id", "sms", "email", "letter"}], and
returns the services. Makes new versions. Raises an exception that names the first line whose
service there is not. Locks: the services'' rows.';

grant execute on function ops.set_volumes to postroom_dba;
