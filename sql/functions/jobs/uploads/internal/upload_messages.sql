create or replace function jobs.upload_messages(job_id uuid)
    returns uuid[]
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select array(
        select n.id
        from jobs as j
        inner join notifications as n on n.job_id = j.id
        where j.id = upload_messages.job_id
          and n.job_id = upload_messages.job_id
          and n.status in ('created', 'pending-virus-check', 'sending')
          and n.day between local_day(j.processing_started_at) and today()
    )
$$;

comment on function jobs.upload_messages is
'The ids of an upload''s messages that may still be queued.
Internal: what stops uploads and lets them go on.';
