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

    if exists (
        select from reports as r
        where r.id = finish_report.report_id and r.status = 'stored'
    ) then
        delete from object_removals as o where o.key = report_key(finish_report.report_id);
    else
        insert into object_removals as o (key, remove_at)
        values (report_key(finish_report.report_id), postroom.now())
        on conflict (key) do update set remove_at = excluded.remove_at;
    end if;
end
$$;

comment on function jobs.finish_report is
'Ends a report that is in progress: its file is there to be fetched and no longer announced for
removal (api.announce_objects), or could not be made. Whatever there is of the file of a report
that is not stored, since it failed or was deleted in the meantime, is noted for removal. Safe to
repeat. Locks: the report''s row.';

grant execute on function jobs.finish_report to postroom_worker;
