create or replace function ops.provider_states()
    returns table (
        notification_type text, identifier text, abroad boolean, left_out boolean, works boolean
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        p.notification_type, p.identifier, p.supports_international,
        b.open_until is not null,
        b.open_until is null and coalesce(
            -- Its last call was a good one, or a good one is no older than this.
            c.good_at >= c.bad_at or c.good_at > postroom.now() - interval '15 seconds',
            c.bad_at is null
        )
    from provider_details as p
    left join provider_breakers as b on b.identifier = p.identifier
    left join (
        select
            k.identifier,
            max(k.second) filter (where k.calls > k.failures) as good_at,
            max(k.second) filter (where k.failures > 0) as bad_at
        from provider_calls as k
        group by k.identifier
    ) as c on c.identifier = p.identifier
    where p.active
$$;

comment on function ops.provider_states is
'Of each active provider, whether it takes numbers abroad, is left out since its calls fail
(jobs.watch_providers), and works as far as is known: its last call of the last hour was a good one.
One that has not been called works. Internal: ops.find_provider_alerts.';
