create or replace function ops.set_retention(
    service_id uuid, notification_type text, days int
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
#variable_conflict use_column
begin
    insert into retention_settings as r (service_id, notification_type, days)
    values (set_retention.service_id, set_retention.notification_type, set_retention.days)
    on conflict (service_id, notification_type)
    do update set days = excluded.days, updated_at = postroom.now();

    insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
    values (
        'upkeep', 'move_contents',
        format('move_contents:%s:%s', set_retention.service_id, set_retention.notification_type),
        format('move_contents:%s:%s', set_retention.service_id, set_retention.notification_type),
        jsonb_build_object(
            'service_id', set_retention.service_id,
            'notification_type', set_retention.notification_type
        )
    )
    on conflict (queueing_lock) where status = 'todo' do nothing;
end
$$;

comment on function ops.set_retention is
'Keeps a service''s messages of a type (sms, email, letter) for so many whole local days after
the day of creation, at most 90. What it sends from now on obeys at once; a job moves what it
has already (ops.move_contents_day).
Raises foreign_key_violation for an unknown service, check_violation for an unknown type.';

grant execute on function ops.set_retention to postroom_dba;
