create or replace function jobs.start_report(report_id uuid)
    returns table (key text)
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    update reports as r
    set status = 'in progress', updated_at = postroom.now()
    where r.id = start_report.report_id and r.status in ('pending', 'in progress')
    returning report_key(r.id)
$$;

comment on function jobs.start_report is
'Begins a report, or begins it again after a worker died over it: where its file goes. No row when
there is nothing to do. Locks: the report''s row.';

grant execute on function jobs.start_report to postroom_worker;
