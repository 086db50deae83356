create or replace function jobs.forget_objects(keys text[])
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    delete from object_removals as r
    where r.key = any(forget_objects.keys) and r.remove_at <= postroom.now()
$$;

comment on function jobs.forget_objects is
'Strikes files that have been removed off the list (jobs.removable_objects), but for those
announced again in the meantime.';

grant execute on function jobs.forget_objects to postroom_worker;
