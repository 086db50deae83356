create or replace function ops.forget_uploads()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    forgotten bigint;
begin
    with expired as (
        update jobs as j set archived = true
        from templates as t
        where t.id = j.template_id
          and not j.archived
          -- Not one that is still being sent, or will be.
          and j.due_at is null
          and local_day(coalesce(j.scheduled_for, j.created_at))
              < today() - ops.retention_days(j.service_id, t.template_type)
          and not exists (select from legal_holds as h where h.service_id = j.service_id)
        returning j.file_key
    )

    insert into object_removals (key, remove_at)
    select e.file_key, postroom.now() from expired as e
    on conflict (key) do nothing;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;

comment on function ops.forget_uploads is
'Archives the uploads that are over and older than their service keeps messages of their type,
and notes their files for removal from the object store, which the worker does; not those of
services on hold. Returns how many.
Locks: the uploads.';

grant execute on function ops.forget_uploads to postroom_dba, postroom_worker;
