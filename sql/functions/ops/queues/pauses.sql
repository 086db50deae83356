create or replace function ops.pauses()
    returns table (
        kind text, name text, id uuid, reason text, paused_by text, paused_for interval,
        messages bigint
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        case
            when p.lane is not null then 'lane' when p.service_id is not null then 'service'
            else 'upload'
        end,
        coalesce(
            p.lane, s.name,
            format('%s rows of %s', j.notification_count, o.name)
        ),
        coalesce(p.service_id, p.job_id), p.reason, p.paused_by,
        date_trunc('second', postroom.now() - p.paused_at), w.messages
    from pauses as p
    left join services as s on s.id = p.service_id
    left join jobs as j on j.id = p.job_id
    left join services as o on o.id = j.service_id
    cross join lateral ops.count_waiting(p.lane, p.service_id, p.job_id) as w
    order by p.paused_at
$$;

comment on function ops.pauses is
'What is paused (ops.pause), by whom, why and for how long, and how many messages wait behind it.';

grant execute on function ops.pauses to postroom_dba, postroom_readonly;
