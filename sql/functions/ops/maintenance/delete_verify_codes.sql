create or replace function ops.delete_verify_codes()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    deleted bigint;
begin
    delete from verify_codes as c where c.created_at < postroom.now() - interval '24 hours';
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_verify_codes is
'Deletes codes that people signed in with, 24 hours after they were made; returns how many.
Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_verify_codes to postroom_dba, postroom_worker;
