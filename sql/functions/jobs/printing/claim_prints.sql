create or replace function jobs.claim_prints(leased uuid[])
    returns table (
        id uuid,
        attempt int,
        is_last_attempt boolean,
        provider text,
        chosen_now boolean,
        print_day date,
        postage text,
        sheets int,
        letter_reference text,
        service_id uuid,
        organisation_id uuid,
        recipient text,
        personalisation json,
        pdf_key text,
        valid_for double precision
    )
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    days date[] := array(
        select distinct uuid7_day(c.id) from unnest(claim_prints.leased) as c (id)
    );
    waiting uuid[];
    last_days date[];
begin
    -- Whoever is cancelling one of them has done so when this goes on, or cannot any more.
    select array_agg(l.id), array_agg(distinct l.kept_until) into waiting, last_days
    from (
        select n.id, n.kept_until
        from notifications as n
        inner join delivery_queue as q
            on q.notification_id = n.id and q.service_id = n.service_id and q.lane = 'print'
        where n.id = any(claim_prints.leased)
          and n.day = any(days)
          and n.status = 'created'
          and n.key_type = 'normal'
          and q.attempts <= jobs.last_print_attempt()
        order by n.id
        for update of n
    ) as l;
    perform jobs.drop_unprintable(claim_prints.leased, days, waiting);

    return query
    select
        n.id, q.attempts, q.attempts >= jobs.last_print_attempt(), c.provider, c.chosen_now,
        p.day, n.postage, n.billable_units, n.provider_reference, n.service_id,
        s.organisation_id, o.recipient, o.personalisation, o.pdf_key,
        extract(epoch from q.valid_until - postroom.now())::double precision
    from jobs.choose_printers(waiting) as c
    inner join prints as p on p.notification_id = c.notification_id
    inner join delivery_queue as q on q.notification_id = c.notification_id
    inner join notifications as n on n.id = c.notification_id and n.service_id = q.service_id
    inner join services as s on s.id = n.service_id
    inner join notification_contents as o
        on o.id = n.id and o.kept_until = n.kept_until and o.service_id = n.service_id
    where n.id = any(waiting)
      and n.day = any(days)
      and o.id = any(waiting)
      and o.kept_until = any(last_days)
    order by n.id;
end
$$;

comment on function jobs.claim_prints is
'All that it takes to hand letters to their printers, of those that jobs.lease_prints has leased, oldest
first. From here on a letter counts as with the provider named, so it cannot be cancelled any more
(api.cancel_notification), and nobody else gets it until that one has certainly refused it. Letters
that must not be printed, since they were cancelled, say, are settled here and not returned. After
"valid_for" seconds, if not null, no printer may be asked.
Locks: the letters'' rows, for this transaction only.';

grant execute on function jobs.claim_prints to postroom_worker;
