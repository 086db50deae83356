create or replace function ops.build_processing_time(day date)
    returns jsonb
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select ops.expect_counted_day(build_processing_time.day);
    insert into processing_times as t (day, messages_total, messages_within_10_secs)
    select
        build_processing_time.day, count(*),
        count(*) filter (where n.sent_at - n.created_at <= interval '10 seconds')
    from notifications as n
    where n.day = build_processing_time.day
      and n.api_key_id is not null
      and n.key_type <> 'test'
      and n.notification_type <> 'letter'
    on conflict (day) do update set
        messages_total = excluded.messages_total,
        messages_within_10_secs = excluded.messages_within_10_secs
    returning to_jsonb(t) - 'day'
$$;

comment on function ops.build_processing_time is
'Counts a local day''s text messages and emails that came through the API, and those that a
provider had within 10 seconds, anew. For any day of the history; safe to repeat. None of test
keys.
Raises invalid_parameter_value for a day whose facts are not attached (any more).
Locks: the day''s row.';

grant execute on function ops.build_processing_time to postroom_dba, postroom_worker;
