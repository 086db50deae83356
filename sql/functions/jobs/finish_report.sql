create or replace function jobs.finish_report(report_id uuid, stored boolean)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update reports as r
    set status = case when finish_report.stored then 'stored' else 'failed' end,
        updated_at = postroom.now()
    where r.id = finish_report.report_id and r.status = 'in progress';
    if found and finish_report.stored then
        delete from object_removals as o where o.key = report_key(finish_report.report_id);
    end if;
end
$$;

comment on function jobs.finish_report is
'Ends a report that is in progress: its file is there to be fetched and no longer announced for
removal (api.announce_objects), or could not be made. The file of one that was deleted in the
meantime goes as announced. Safe to repeat. Locks: the report''s row.';

grant execute on function jobs.finish_report to postroom_worker;
