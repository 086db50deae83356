create or replace function ops.delete_events()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    deleted bigint;
begin
    delete from events as e where e.created_at < postroom.now() - interval '52 weeks';
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_events is
'Deletes what people did in the admin app more than 52 weeks ago; returns how many.
Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_events to postroom_dba, postroom_worker;
