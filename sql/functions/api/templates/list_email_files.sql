create or replace function api.list_email_files(
    service_id uuid, template_id uuid, file_id uuid default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(api.describe_email_file(f) order by f.created_at, f.id), '[]')
    from template_email_files as f inner join templates as t on t.id = f.template_id
    where t.service_id = list_email_files.service_id
      and t.id = list_email_files.template_id
      and case
          when list_email_files.file_id is null then not f.pending and f.archived_at is null
          else f.id = list_email_files.file_id
      end
$$;

comment on function api.list_email_files is
'The files that emails of a template link to; or the one named, in whatever state.';

grant execute on function api.list_email_files to postroom_api;
