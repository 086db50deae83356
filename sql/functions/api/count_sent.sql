create or replace function api.count_sent(
    service_id uuid, days int, template_types text[] default null
)
    returns bigint
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(sum(c.count), 0)::bigint
    from api.count_by_day(
        count_sent.service_id, today() - count_sent.days, today() - 1
    ) as c
    where (count_sent.template_types is null or c.notification_type = any(count_sent.template_types))
      and case c.notification_type
          when 'sms' then c.status in (
              'sending', 'sent', 'delivered', 'pending', 'temporary-failure', 'permanent-failure'
          )
          when 'email' then c.status in (
              'sending', 'delivered', 'temporary-failure', 'permanent-failure'
          )
          else c.status in ('sending', 'delivered', 'returned-letter')
      end
$$;

comment on function api.count_sent is
'How many messages of a service went out on so many days before today: what is billed, and tests
left out.';

grant execute on function api.count_sent to postroom_api;
