create or replace function api.job_statistics(j postroom.jobs)
    returns jsonb
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    first_day date := local_day((j).processing_started_at);
    last_day date := local_day(coalesce((j).processing_finished_at, postroom.now()));
begin
    if (j).statistics is not null then
        return (j).statistics;
    end if;
    return coalesce(
        (
            select jsonb_agg(jsonb_build_object('status', c.status, 'count', c.count) order by c.status)
            from (
                select n.status, count(*) as count
                from notifications as n
                where n.job_id = (j).id and n.day between first_day and last_day
                group by n.status
            ) as c
        ),
        '[]'
    );
end
$$;

comment on function api.job_statistics is
'How many of an upload''s notifications are in each status, also when their personal data are
gone. In the end they add up to its notification_count.';
