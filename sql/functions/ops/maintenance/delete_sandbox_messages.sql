create or replace function ops.delete_sandbox_messages()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    deleted bigint;
begin
    delete from sandbox_messages as m where m.sent_at < postroom.now() - interval '1 day';
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_sandbox_messages is
'Deletes what the sandbox provider was given more than a day ago; returns how many.
Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_sandbox_messages to postroom_dba, postroom_worker;
