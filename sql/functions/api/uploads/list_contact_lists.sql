create or replace function api.list_contact_lists(
    service_id uuid, contact_list_id uuid default null
)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(
        jsonb_agg(
            jsonb_build_object(
                'id', c.id, 'service_id', c.service_id,
                'original_file_name', c.original_file_name, 'row_count', c.row_count,
                'template_type', c.template_type, 'created_by', u.name,
                'created_at', api.iso_time(c.created_at),
                'recent_job_count', (
                    select count(*) from jobs as j
                    where j.contact_list_id = c.id
                      and local_day(coalesce(j.processing_started_at, j.created_at))
                          >= today() - ops.retention_days(c.service_id, c.template_type)
                ),
                'has_jobs', exists (select from jobs as j where j.contact_list_id = c.id)
            )
            order by c.created_at desc, c.id
        ),
        '[]'
    )
    from contact_lists as c inner join users as u on u.id = c.created_by_id
    where c.service_id = list_contact_lists.service_id
      and c.id = coalesce(list_contact_lists.contact_list_id, c.id)
      and not c.archived
$$;

comment on function api.list_contact_lists is
'Lists of people that a service keeps, newest first, and how often they were sent to; or the one
named.';

grant execute on function api.list_contact_lists to postroom_api;
