create or replace function ops.abandoned_callbacks(days int default 7)
    returns table (
        day date, service_id uuid, service_name text, callback_type text, reason text, count bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select a.day, a.service_id, s.name, a.callback_type, a.reason, a.count
    from abandoned_callbacks as a
    inner join services as s on s.id = a.service_id
    where a.day > today() - abandoned_callbacks.days
    order by a.day desc, a.count desc
$$;

comment on function ops.abandoned_callbacks is
'Calls to services that were given up in the last days, by service, type and reason.';

grant execute on function ops.abandoned_callbacks to postroom_dba, postroom_readonly;
