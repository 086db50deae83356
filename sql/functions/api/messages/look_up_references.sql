create or replace function api.look_up_references(
    service_id uuid, context_version bigint, key_type text, client_references text[]
)
    returns table (
        place int,
        id uuid,
        client_reference text,
        notification_type text,
        status text,
        created_at timestamptz,
        sent_at timestamptz,
        updated_at timestamptz
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    wanted text[] := array(select distinct r.name from unnest(client_references) as r (name));
    day date := today();
    found_names text[];
    found_ids uuid[];
    ids uuid[] := array[]::uuid[];
begin
    -- From the newest day backwards, for what is still wanted. An id begins with its moment.
    while day >= today() - ops.longest_class() and cardinality(wanted) > 0 loop
        execute format(
            'select array_agg(r.name), array_agg(n.id)'
            ' from unnest($1) as r (name)'
            ' cross join lateral ('
            '     select n.id from %s as n'
            '     where n.service_id = $2 and n.client_reference = r.name and n.day = $3'
            '       and n.key_type = $4 and n.kept_until >= $5'
            '     order by n.id desc'
            '     limit 1'
            ' ) as n',
            api.partition_of('notifications', day)
        )
        into found_names, found_ids
        using wanted, look_up_references.service_id, day, look_up_references.key_type, today();
        if found_ids is not null then
            ids := ids || found_ids;
            wanted := array(select unnest(wanted) except select unnest(found_names));
        end if;
        day := day - 1;
    end loop;
    return query
    select
        asked.place::int, l.id, l.client_reference, l.notification_type, l.status,
        l.created_at, l.sent_at, l.updated_at
    from api.look_up_ids(
        look_up_references.service_id, look_up_references.context_version, ids
    ) as l
    inner join unnest(client_references) with ordinality as asked (name, place)
        on asked.name = l.client_reference;
end
$$;

comment on function api.look_up_references is
'The newest notification of the service and type of key with each of these references, rows of files
too, with its place among them; no row where there is none, or api.get_notification would not
show it. Each day costs a look into its index of references, until all are found.
Raises NTOLD (see api.check_context).';

grant execute on function api.look_up_references to postroom_api;
