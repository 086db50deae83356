create or replace function jobs.keep_statistics()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    -- The facts of these days and of those before leave next.
    horizon date := today() - ops.history_days() + 2;
    kept int;
begin
    with counted as materialized (
        select j.id, j.processing_finished_at, api.job_statistics(j) as statistics,
            local_day(j.processing_started_at) <= horizon as leaves
        from jobs as j
        inner join templates as t on t.id = j.template_id
        where j.statistics is null
          and j.processing_finished_at < postroom.now() - interval '1 hour'
          -- A letter may come back whenever it likes.
          and (t.template_type <> 'letter' or local_day(j.processing_started_at) <= horizon)
    )

    update jobs as j
    set statistics = c.statistics
    from counted as c
    where j.id = c.id
      and (
          c.leaves
          or not exists (
              select from jsonb_to_recordset(c.statistics) as s (status text)
              where s.status in ('created', 'sending', 'pending')
                -- Some countries report what has been sent to them.
                or (
                    s.status = 'sent'
                    and c.processing_finished_at > postroom.now() - interval '4 days'
                )
          )
      );
    get diagnostics kept = row_count;
    return kept;
end
$$;

comment on function jobs.keep_statistics is
'Keeps the figures of uploads in which nothing changes any more, so that nobody has to count
again; those of letters, and of what is stuck, before their facts leave. Returns how many.
Locks: the uploads.';

grant execute on function jobs.keep_statistics to postroom_worker;
