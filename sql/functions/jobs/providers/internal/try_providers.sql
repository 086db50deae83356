create or replace function jobs.try_providers(types text[])
    returns text[]
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with due as (
        select b.identifier
        from provider_breakers as b
        where b.open_until <= postroom.now()
          and b.identifier in (
              select p.identifier from provider_details as p
              where p.active and p.notification_type = any(try_providers.types)
          )
          and coalesce(b.tried_at, '-infinity') <= postroom.now() - interval '1 second'
        for update skip locked
    ),
    tried as (
        update provider_breakers as b
        set tried_at = postroom.now()
        from due
        where b.identifier = due.identifier
        returning b.identifier
    )
    select array_agg(tried.identifier) from tried
$$;

comment on function jobs.try_providers is
'Providers of these types of message that have been left out for long enough and may have one now:
each of them once a second until one call has succeeded or failed. Null when there are none.
Internal: jobs.claim.';
