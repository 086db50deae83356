create or replace function jobs.register_providers(providers jsonb)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into provider_details as p (
        identifier, notification_type, display_name, supports_international, sends_receipts,
        priority, reason
    )
    select
        r.identifier, r.notification_type, r.display_name, r.supports_international,
        r.sends_receipts, 100, 'New in HTTP_PROVIDERS'
    from jsonb_to_recordset(register_providers.providers) as r (
        identifier text, notification_type text, display_name text,
        supports_international boolean, sends_receipts boolean
    )
    order by r.identifier
    on conflict (identifier, notification_type) do update
        set display_name = excluded.display_name,
            supports_international = excluded.supports_international,
            sends_receipts = excluded.sends_receipts
        where (p.display_name, p.supports_international, p.sends_receipts)
            is distinct from (
                excluded.display_name, excluded.supports_international, excluded.sends_receipts
            )
$$;

comment on function jobs.register_providers is
'Makes known the providers that a description is enough for: [{"identifier", "notification_type",
"display_name", "supports_international", "sends_receipts"}], as the worker''s settings have them. A
new one carries nothing until ops.set_provider switches it on.
Locks: the rows that it changes.';

grant execute on function jobs.register_providers to postroom_worker;
