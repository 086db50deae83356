create or replace function ops.expire_reports(
    older_than interval default '1 day', service_id uuid default null
)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    expired bigint;
begin
    with gone as (
        update reports as r
        set status = 'deleted', updated_at = postroom.now()
        where r.status <> 'deleted'
          and r.created_at <= postroom.now() - expire_reports.older_than
          and (expire_reports.service_id is null or r.service_id = expire_reports.service_id)
        returning r.id
    ),

    discarded as (
        insert into object_removals as o (key, remove_at)
        select report_key(g.id), postroom.now() from gone as g
        on conflict (key) do update set remove_at = excluded.remove_at
    )

    select count(*) into expired from gone;
    return expired;
end
$$;

comment on function ops.expire_reports is
'Deletes reports that were asked for so long ago, a day unless said otherwise, of one service or
of all, and notes their files for removal; returns how many. The worker runs it every hour, so
that no file holds recipients for longer. Safe to repeat.
Locks: the rows it changes.';

grant execute on function ops.expire_reports to postroom_dba, postroom_worker;
