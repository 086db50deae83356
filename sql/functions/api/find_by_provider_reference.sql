create or replace function api.find_by_provider_reference(
    reference text, sent_at timestamptz default null
)
    returns table (id uuid, service_id uuid, day date)
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select n.id, n.service_id, n.day
    from notifications as n
    where n.provider_reference = find_by_provider_reference.reference
      and n.day between local_day(coalesce(find_by_provider_reference.sent_at, postroom.now())) - 4
      and local_day(coalesce(find_by_provider_reference.sent_at, postroom.now())) + 1
    limit 1
$$;

comment on function api.find_by_provider_reference is
'The message that a provider knows by this name and took at about this time, or lately.
Internal: what providers tell us is looked up here.';
