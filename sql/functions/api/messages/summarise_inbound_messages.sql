create or replace function api.summarise_inbound_messages(service_id uuid)
    returns table (count bigint, most_recent timestamptz)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select count(*) filter (where m.day >= today() - 7), max(m.created_at)
    from inbound_messages as m
    where m.service_id = summarise_inbound_messages.service_id
      and m.kept_until between today() and today() + ops.longest_class()
$$;

comment on function api.summarise_inbound_messages is
'How many texts a service received in the last seven days, and when the last one of those that
it keeps.';

grant execute on function api.summarise_inbound_messages to postroom_api;
