create or replace function ops.delete_invitations()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    deleted bigint;
    of_organisations bigint;
begin
    delete from invited_users as i where i.created_at <= postroom.now() - interval '2 days';
    get diagnostics deleted = row_count;
    delete from invited_organisation_users as i
    where i.created_at <= postroom.now() - interval '2 days';
    get diagnostics of_organisations = row_count;
    return deleted + of_organisations;
end
$$;

comment on function ops.delete_invitations is
'Deletes invitations to services and organisations that are 2 days old, whatever became of them; returns how many.
Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.delete_invitations to postroom_dba, postroom_worker;
