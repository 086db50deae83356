create or replace function api.count_sent(
    service_id uuid, days int, template_types text[] default null
)
    returns bigint
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select coalesce(sum(f.notifications_sent), 0)::bigint
    from billing_facts as f
    where f.service_id = count_sent.service_id
      and f.day >= today() - count_sent.days
      and (count_sent.template_types is null
          or f.notification_type = any(count_sent.template_types))
$$;

comment on function api.count_sent is
'How many messages of a service were charged on so many days before today, and today as far as
they have been counted (billing_facts).';

grant execute on function api.count_sent to postroom_api;
