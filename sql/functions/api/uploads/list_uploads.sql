create or replace function api.list_uploads(
    service_id uuid, limit_days int default 10000, page int default 1, page_size int default 50
)
    returns table (total bigint, uploads jsonb)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    with files as (
        select
            j.id, j.processing_started_at, j.original_file_name, j.notification_count,
            coalesce(j.scheduled_for, j.created_at) as shown_at, j.created_at,
            'job' as upload_type, t.template_type
        from jobs as j
        inner join templates as t on t.id = j.template_id
        where j.service_id = list_uploads.service_id
          and j.status not in ('cancelled', 'scheduled')
          and j.contact_list_id is null
          and j.original_file_name not in ('Test message', 'Report')
          and local_day(coalesce(j.processing_started_at, j.created_at))
              >= today() - ops.retention_days(j.service_id, t.template_type)
    ),

    letters as (
        select
            (n.created_at at time zone 'Europe/London' + interval '6.5 hours')::date as printed_on,
            count(*)::int as notification_count
        from notifications as n
        where n.service_id = list_uploads.service_id
          and n.day >= today() - ops.longest_retention(list_uploads.service_id)
          and n.kept_until >= today()
          and n.notification_type = 'letter'
          and n.api_key_id is null
          and n.status <> 'cancelled'
          and exists (select from templates as t where t.id = n.template_id and t.hidden)
        group by printed_on
    ),

    wanted as materialized (
        select f.* from files as f
        union all
        select
            null, null, 'Uploaded letters', l.notification_count, p.printing_begins,
            p.printing_begins, 'letter_day', 'letter'
        from letters as l
        cross join lateral (
            select (l.printed_on + time '17:30') at time zone 'Europe/London' as printing_begins
        ) as p
    ),

    recent as materialized (
        select w.* from wanted as w
        where local_day(w.created_at) >= today() - list_uploads.limit_days
    ),

    shown as (
        select r.*, row_number() over () as place
        from (
            select r.* from recent as r
            order by r.processing_started_at desc nulls first, r.created_at desc, r.id
            limit list_uploads.page_size
            offset (list_uploads.page - 1) * list_uploads.page_size::bigint
        ) as r
    )

    select
        (select count(*) from recent),
        coalesce(
            (
                select jsonb_agg(
                    jsonb_build_object(
                        'id', s.id, 'original_file_name', s.original_file_name,
                        'notification_count', s.notification_count,
                        'created_at',
                        to_char(s.shown_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
                        'upload_type', s.upload_type, 'template_type', s.template_type,
                        'recipient', null,
                        'statistics', coalesce(api.job_statistics(j), '[]')
                    )
                    order by s.place
                )
                from shown as s left join jobs as j on j.id = s.id
            ),
            '[]'
        )
$$;

comment on function api.list_uploads is
'A page of what a service has uploaded and still keeps: files that are being sent or were, and
the days on which letters uploaded as PDFs are printed; and how many there are in all. limit_days
counts whole local days before today.';

grant execute on function api.list_uploads to postroom_api;
