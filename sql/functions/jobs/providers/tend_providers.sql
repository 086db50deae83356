create or replace function jobs.tend_providers()
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    points constant int := 10;
begin
    delete from provider_calls as c where c.second < postroom.now() - interval '1 hour';

    perform from provider_details as p
    where p.notification_type = 'sms' and p.active
    order by p.id
    for update;
    if exists (
        select from provider_details as p
        where p.notification_type = 'sms' and p.active
          and p.updated_at > postroom.now() - interval '15 minutes'
    ) then
        return false;
    end if;

    with steps as (
        select
            p.id,
            greatest(-points, least(points, p.resting_point - p.priority)) as step,
            sum(p.resting_point - p.priority) over () = 0 as balanced,
            count(*) over () as active
        from provider_details as p
        where p.notification_type = 'sms' and p.active
    ),
    -- As much down as up, so that the sum stays; unless the resting points have another sum.
    totals as (
        select
            least(
                sum(abs(s.step)) filter (where s.step > 0),
                sum(abs(s.step)) filter (where s.step < 0)
            ) as moved
        from steps as s
    ),
    parts as (
        select
            s.id,
            case
                when s.balanced then sign(s.step) * (
                    round(t.moved * sum(abs(s.step)) over side / sum(abs(s.step)) over sides)
                    - round(
                        t.moved * (sum(abs(s.step)) over side - abs(s.step))
                        / sum(abs(s.step)) over sides
                    )
                )
                else s.step
            end as part
        from steps as s cross join totals as t
        where s.step <> 0 and s.active > 1
        window
            sides as (partition by sign(s.step)),
            side as (partition by sign(s.step) order by s.id)
    )
    update provider_details as p
    set priority = p.priority + m.part,
        version = p.version + 1,
        reason = 'Adjusted back to resting point',
        created_by_id = api.platform_user_id(),
        updated_at = postroom.now()
    from parts as m
    where p.id = m.id and m.part <> 0;
    return found;
end
$$;

comment on function jobs.tend_providers is
'Moves the shares of the active providers of text messages back towards their resting points, by 10
at most and never beyond, unless one of them has changed within 15 minutes. The sum stays where the
resting points have the same. Forgets counted calls that are older than an hour. Returns
whether anything changed.
Locks: the active providers of text messages.';

grant execute on function jobs.tend_providers to postroom_worker, postroom_dba;
