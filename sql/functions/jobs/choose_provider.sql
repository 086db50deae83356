create or replace function jobs.choose_provider(
    notification_type text, key_type text, international boolean
)
    returns text
    language sql
    volatile
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select case when choose_provider.key_type = 'test' then 'sandbox' else (
        select p.identifier
        from provider_details as p
        where p.notification_type = choose_provider.notification_type
          and p.active
          and (p.supports_international or not choose_provider.international)
        -- Weighted sampling: the smallest of exponential variables with these rates.
        order by -ln(1 - random()) / nullif(p.priority, 0) asc nulls last
        limit 1
    ) end
$$;

comment on function jobs.choose_provider is
'Picks an active provider for one message at random, weighted by priority; of international
numbers, among those that serve them. Messages of test keys go to the sandbox, which delivers
to nobody. Null when no provider is active.';
