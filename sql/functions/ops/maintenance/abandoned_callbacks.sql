create or replace function ops.abandoned_callbacks(days int default 7)
    returns table (
        day date, service_id uuid, service_name text, callback_type text, reason text, count bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select ops.expect_between('days', abandoned_callbacks.days, 1, 90);
    select a.day, a.service_id, s.name, a.callback_type, a.reason, a.count
    from abandoned_callbacks as a
    inner join services as s on s.id = a.service_id
    where a.day > today() - abandoned_callbacks.days
    order by a.day desc, a.count desc
$$;

comment on function ops.abandoned_callbacks is
'Calls to services that were given up in the last days, by service, type and reason.
Raises invalid_parameter_value for days out of range: counts are kept for 90.';

grant execute on function ops.abandoned_callbacks to postroom_dba, postroom_readonly;
