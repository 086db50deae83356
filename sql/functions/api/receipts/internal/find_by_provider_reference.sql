create or replace function api.find_by_provider_reference(
    reference text, sent_at timestamptz default null
)
    returns table (id uuid, service_id uuid, day date)
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    -- A variable is a constant to the plan, so that only these days' partitions are locked.
    around date := local_day(coalesce(find_by_provider_reference.sent_at, postroom.now()));
begin
    if find_by_provider_reference.reference ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        return query
        select n.id, n.service_id, n.day
        from notifications as n
        where n.id = find_by_provider_reference.reference::uuid
          and n.day = uuid7_day(find_by_provider_reference.reference::uuid);
        return;
    end if;
    return query
    select n.id, n.service_id, n.day
    from notifications as n
    where n.provider_reference = find_by_provider_reference.reference
      and n.day between around - 4 and around + 1
    limit 1;
end
$$;

comment on function api.find_by_provider_reference is
'The message that a provider knows by this name, our id or its own, and took at about this time, or
lately.
Internal: what providers tell us is looked up here.
Locks: six days'' facts, shared.';
