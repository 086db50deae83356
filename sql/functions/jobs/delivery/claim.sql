create or replace function jobs.claim(
    lane text, size int, lease interval default '60 seconds', leased uuid[] default null
)
    returns table (
        id uuid,
        service_id uuid,
        notification_type text,
        key_type text,
        attempts int,
        is_last_attempt boolean,
        template_id uuid,
        template_version int,
        international boolean,
        expects_receipt boolean,
        recipient text,
        normalised_recipient text,
        personalisation json,
        reply_to_text text,
        unsubscribe_url text,
        service_name text,
        from_name text,
        from_local_part text,
        prefix_sms boolean,
        providers text[],
        branding json,
        valid_for double precision
    )
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    -- As in jobs.lease.
    set enable_seqscan = off
    set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
declare
    claimed uuid[];
    days date[];
    found_rows int;
    tried text[];
    triers uuid[];
begin
    claimed := coalesce(claim.leased, jobs.lease(claim.lane, claim.size, claim.lease));
    if claimed is null then
        return;
    end if;
    days := array(select distinct uuid7_day(c.id) from unnest(claimed) as c (id));

    -- Otherwise nobody is to be tried out.
    if exists (select from provider_breakers as b where b.open_until <= postroom.now()) then
        select array_agg(t.id), jobs.try_providers(array_agg(t.notification_type))
        into triers, tried
        from jobs.choose_triers(claimed, days) as t;
    end if;
    return query
    with candidates as materialized (
        select
            p.identifier, p.notification_type, p.priority, p.supports_international,
            b.open_until is null as closed
        from provider_details as p
        left join provider_breakers as b on b.identifier = p.identifier
        where p.active
    )
    select
        n.id, n.service_id, n.notification_type, n.key_type, q.attempts,
        q.attempts >= jobs.last_attempt(), n.template_id, n.template_version, n.international,
        n.expects_receipt, n.recipient, n.normalised_recipient, n.personalisation,
        n.reply_to_text, n.unsubscribe_url,
        s.name, coalesce(s.custom_email_sender_name, s.name), s.email_sender_local_part,
        s.prefix_sms,
        case when n.key_type = 'test' then '{sandbox}' else chosen.providers end,
        case when b.id is not null then
            json_build_object(
                'brand_type', b.brand_type, 'logo', b.logo, 'text', b.text,
                'alt_text', b.alt_text, 'colour', b.colour
            )
        end,
        extract(epoch from q.valid_until - postroom.now())::double precision
    from jobs.read_messages(claimed, days) as n
    inner join delivery_queue as q
        on q.notification_id = n.id and q.service_id = n.service_id
    inner join services as s on s.id = n.service_id
    left join email_branding as b
        on b.id = s.email_branding_id and n.notification_type = 'email'
    cross join lateral (
        select
            coalesce(
                array_agg(c.identifier order by c.closed, c.turn) filter (
                    where c.closed or (n.id = any(triers) and c.identifier = any(tried))
                ),
                array_agg(c.identifier order by c.turn),
                '{}'
            ) as providers
        from (
            -- Weighted sampling: the smallest of exponential variables with these rates.
            select *, -ln(1 - random()) / nullif(candidates.priority, 0) as turn
            from candidates
            where candidates.notification_type = n.notification_type
              and (candidates.supports_international or not n.international)
        ) as c
    ) as chosen
    where q.notification_id = any(claimed)
      and q.attempts <= jobs.last_attempt()
      and s.active;
    get diagnostics found_rows = row_count;

    -- What must not be sent any more: the service was archived, a receipt has come in
    -- already, the personal data are gone, or the attempts are used up.
    if found_rows < cardinality(claimed) then
        perform jobs.drop_undeliverable(claimed, days);
    end if;
end
$$;

comment on function jobs.claim is
'All that sending messages takes: of those that jobs.lease has leased, or else of up to "size" of
the lane, which are leased here. Workers lease first and ask then, so that of what cannot be read they
know which it is.
"providers" are whom to ask, one after the other: the active ones of the type, of international
numbers those that serve them, at random by weight, without those that fail all the time
(jobs.watch_providers) unless there is nobody else. One message tries such a provider out now and
then. "branding" is what the service''s emails show, null for the default. Messages of test keys go to the sandbox, which delivers to nobody.
After "valid_for" seconds, if not null, no provider may be asked.
Messages that must not be sent any more are settled here and not returned.
Locks: the claimed queue rows, for this transaction only.';

grant execute on function jobs.claim to postroom_worker;
