create or replace function ops.delete_invitations()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    deleted bigint;
begin
    delete from invited_users as i where i.created_at <= postroom.now() - interval '2 days';
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_invitations is
'Deletes invitations that are 2 days old, whatever became of them; returns how many.
Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_invitations to postroom_dba, postroom_worker;
