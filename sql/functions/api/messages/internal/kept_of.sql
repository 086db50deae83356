create or replace function api.kept_of(service_id uuid, ids uuid[], last_days date[])
    returns setof uuid
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    asked record;
begin
    for asked in
        select d.day, array_agg(d.id) as ids
        from unnest(kept_of.ids, kept_of.last_days) as d (id, day)
        group by d.day
    loop
        return query execute format(
            'select c.id from %s as c'
            ' where c.id = any($1) and c.kept_until = $2 and c.service_id = $3',
            api.partition_of('notification_contents', asked.day)
        )
        using asked.ids, asked.day, kept_of.service_id;
    end loop;
end
$$;

comment on function api.kept_of is
'Those of many notifications of a service whose contents are still there, which is what makes them
visible: one look into the partition of each last day.';
