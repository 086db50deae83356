create or replace function ops.discard_email_files()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    discarded bigint;
begin
    update template_email_files as f
    set archived_at = postroom.now(), updated_at = postroom.now()
    where f.pending
      and f.archived_at is null
      and f.created_at < postroom.now() - interval '24 hours';

    with unused as (
        update template_email_files as f
        set discarded_at = postroom.now()
        from templates as t
        where t.id = f.template_id
          and f.discarded_at is null
          and f.archived_at < postroom.now() - interval '14 days'
        returning 'template-email-files/' || t.service_id || '/' || f.id as key
    ),
    noted as (
        insert into object_removals (key, remove_at)
        select u.key, postroom.now() from unused as u
        on conflict (key) do update set remove_at = excluded.remove_at
    )
    select count(*) into discarded from unused;
    return discarded;
end
$$;

comment on function ops.discard_email_files is
'Takes files of templates that were uploaded a day ago and never put into use out of use, and
notes those that have been out of use for 14 days for removal from the object store; returns how
many. The worker removes them. Safe to repeat.
Locks: the rows it changes.';

grant execute on function ops.discard_email_files to postroom_dba, postroom_worker;
