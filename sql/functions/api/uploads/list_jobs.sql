create or replace function api.list_jobs(
    service_id uuid,
    limit_days int default null,
    statuses text[] default null,
    contact_list_id uuid default null,
    page int default 1,
    page_size int default 50
)
    returns table (total bigint, jobs jsonb)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with wanted as materialized (
        select j.id, j.processing_started_at, j.created_at
        from jobs as j
        where j.service_id = list_jobs.service_id
          and j.original_file_name not in ('Test message', 'Report')
          and (
              list_jobs.limit_days is null
              or local_day(j.created_at) >= today() - list_jobs.limit_days
          )
          and (list_jobs.statuses is null or j.status = any(list_jobs.statuses))
          and (
              list_jobs.contact_list_id is null
              or j.contact_list_id = list_jobs.contact_list_id
          )
    ),

    shown as (
        select w.id, row_number() over () as place
        from (
            select w.id from wanted as w
            order by w.processing_started_at desc nulls first, w.created_at desc, w.id
            limit list_jobs.page_size
            offset (list_jobs.page - 1) * list_jobs.page_size::bigint
        ) as w
    )

    select
        (select count(*) from wanted),
        coalesce(
            (
                select jsonb_agg(api.describe_job(j) order by s.place)
                from shown as s inner join jobs as j on j.id = s.id
            ),
            '[]'
        )
$$;

comment on function api.list_jobs is
'A page of a service''s uploads, those not started yet first, then the newest started, with
their statistics; and how many there are in all. limit_days counts whole local days before
today.';

grant execute on function api.list_jobs to postroom_api;
