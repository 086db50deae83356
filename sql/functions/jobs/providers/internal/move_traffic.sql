create or replace function jobs.move_traffic(unreliable text[], quiet interval)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    points constant int := 10;
begin
    perform from provider_details as p
    where p.notification_type = 'sms' and p.active
    order by p.id
    for update;
    if exists (
        select from provider_details as p
        where p.notification_type = 'sms' and p.active
          and p.updated_at > postroom.now() - move_traffic.quiet
    ) then
        return false;
    end if;

    with shares as (
        select
            p.id,
            p.identifier = any(move_traffic.unreliable) as gives,
            -- What each can give, or take.
            case
                when p.identifier = any(move_traffic.unreliable) then least(points, p.priority)
                else 100 - p.priority
            end as most
        from provider_details as p
        where p.notification_type = 'sms' and p.active
    ),
    totals as (
        select
            least(
                coalesce(sum(s.most) filter (where s.gives), 0),
                coalesce(sum(s.most) filter (where not s.gives), 0)
            ) as moved
        from shares as s
    ),
    -- In proportion to that, in whole points: the difference of rounded sums.
    parts as (
        select
            s.id, s.gives,
            round(t.moved * sum(s.most) over side / nullif(sum(s.most) over sides, 0))
            - round(
                t.moved * (sum(s.most) over side - s.most) / nullif(sum(s.most) over sides, 0)
            ) as part
        from shares as s cross join totals as t
        window
            sides as (partition by s.gives),
            side as (partition by s.gives order by s.id)
    )
    update provider_details as p
    set priority = p.priority + case when m.gives then -m.part else m.part end,
        version = p.version + 1,
        reason = case
            when m.gives then 'Reduced due to reduced reliability'
            else 'Increased due to reduced reliability in other provider'
        end,
        created_by_id = api.platform_user_id(),
        updated_at = postroom.now()
    from parts as m
    where p.id = m.id and m.part > 0;
    return found;
end
$$;

comment on function jobs.move_traffic is
'Moves 10 points of the share of each of these providers of text messages, or what it has, to the
other active ones, the more the more room they have; the sum stays, and nobody leaves 0 to 100.
Does nothing while any active provider of text messages has changed within the quiet time, or
where nobody else is active. Returns whether anything changed; each change is a version
of its own, with its reason and the platform as its author.
Locks: the active providers of text messages.';
