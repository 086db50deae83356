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
    if expire_reports.older_than is null or expire_reports.older_than < interval '0' then
        raise exception 'older_than is %', coalesce(expire_reports.older_than::text, 'null') using
            errcode = 'invalid_parameter_value',
            hint = 'It is how old a report has to be, such as ''2 hours''; ''0'' for all.';
    end if;
    if expire_reports.service_id is not null then
        perform ops.expect_service(expire_reports.service_id);
    end if;
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
Raises invalid_parameter_value for a negative age, foreign_key_violation for an unknown service.
Locks: the rows it changes.';

grant execute on function ops.expire_reports to postroom_dba, postroom_worker;
