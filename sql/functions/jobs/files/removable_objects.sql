create or replace function jobs.removable_objects(size int)
    returns table (key text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select r.key
    from object_removals as r
    where r.remove_at <= postroom.now()
    order by r.remove_at
    limit removable_objects.size
$$;

comment on function jobs.removable_objects is
'Keys of files in the object store that nothing names any more, oldest first. Whoever has
removed them says so with jobs.forget_objects; removing one twice does no harm.';

grant execute on function jobs.removable_objects to postroom_worker;
