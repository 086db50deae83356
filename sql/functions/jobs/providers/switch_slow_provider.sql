create or replace function jobs.switch_slow_provider()
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    at timestamptz := postroom.now();
    since timestamptz := at - interval '15 minutes';
    active text[] := array(
        select p.identifier from provider_details as p
        where p.notification_type = 'sms' and p.active
    );
    slow text[];
begin
    slow := array(
        select n.sent_by
        from notifications as n
        -- The primary key's own order, in the partitions of these minutes alone.
        where n.id >= uuid7_floor(since)
          and n.day between local_day(since) and local_day(at)
          and n.sent_by = any(active)
          and n.notification_type = 'sms'
          and n.key_type <> 'test'
          and n.sent_at is not null
          and n.status in ('sending', 'pending', 'delivered')
        group by n.sent_by
        having avg(
            case
                when case n.status when 'delivered' then n.updated_at else at end
                    >= n.sent_at + interval '5 minutes' then 1
                else 0
            end
        ) >= 0.15
    );
    return slow <> '{}' and jobs.move_traffic(slow, interval '5 minutes');
end
$$;

comment on function jobs.switch_slow_provider is
'Moves traffic away from slow providers of text messages (jobs.move_traffic, quiet time 5 minutes):
of the messages of the last 15 minutes that each has sent, without those of test keys, 15 % or
more took 5 minutes to be delivered, or have waited so long. Returns whether anything changed.
Locks: those of jobs.move_traffic.';

grant execute on function jobs.switch_slow_provider to postroom_worker, postroom_dba;
