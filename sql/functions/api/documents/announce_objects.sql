create or replace function api.announce_objects(keys text[])
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into object_removals as r (key, remove_at)
    select distinct announced.key, postroom.now() + interval '1 day'
    from unnest(announce_objects.keys) as announced (key)
    on conflict (key) do update set remove_at = excluded.remove_at
$$;

comment on function api.announce_objects is
'To be called before files are written to the object store: they will be removed in a day unless
a transaction that names them takes the announcement back. Safe to repeat, which starts the
day anew.';

grant execute on function api.announce_objects to postroom_api, postroom_worker;
