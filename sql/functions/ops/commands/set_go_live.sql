create or replace function ops.set_go_live(lines jsonb)
    returns table (service_id uuid)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    unknown int := (
        select min(l.line)
        from jsonb_to_recordset(set_go_live.lines) as l (line int, id uuid, email text)
        where not exists (select from services as s where s.id = l.id)
           or not exists (select from users as u where lower(u.email_address) = lower(l.email))
    );
begin
    if unknown is not null then
        raise exception 'line %: there is no such service or person', unknown;
    end if;
    return query
    update services as s
    set go_live_user_id = l.user_id, go_live_at = l.live_at,
        version = s.version + 1, updated_at = now()
    from (
        -- The last line of a service counts.
        select distinct on (g.id)
            g.id, u.id as user_id, (g.day + time '12:00') at time zone 'UTC' as live_at
        from jsonb_to_recordset(set_go_live.lines)
            as g (line int, id uuid, email text, day date)
        inner join users as u on lower(u.email_address) = lower(g.email)
        order by g.id, g.line desc
    ) as l
    where s.id = l.id
    returning s.id;
end
$$;

comment on function ops.set_go_live is
'Notes who made services live and on which day, at noon, from [{"line", "id", "email", "day"}], and
returns the services. Makes new versions. Raises an exception that names the first line whose
service or person there is not. Locks: the services'' rows.';

grant execute on function ops.set_go_live to postroom_dba;
