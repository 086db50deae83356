create or replace function api.facts_of(service_id uuid, ids uuid[])
    returns setof postroom.notifications
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    asked record;
begin
    for asked in
        select d.day, array_agg(d.id) as ids
        from (select i.id, uuid7_day(i.id) as day from unnest(facts_of.ids) as i (id)) as d
        where d.day between today() - ops.longest_class() and today() + 1
        group by d.day
    loop
        return query execute format(
            'select n.* from %s as n'
            ' where n.id = any($1) and n.day = $2 and n.service_id = $3 and n.kept_until >= $4',
            api.partition_of('notifications', asked.day)
        )
        using asked.ids, asked.day, facts_of.service_id, today();
    end loop;
end
$$;

comment on function api.facts_of is
'The facts of many notifications of a service, of those that its retention still keeps: one look into
the partition of each day that the ids name.';
