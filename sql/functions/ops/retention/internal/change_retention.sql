create or replace function ops.change_retention(
    service_id uuid, notification_type text, days int
)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, procrastinate, pg_temp
as $$
#variable_conflict use_column
begin
    insert into retention_settings as r (service_id, notification_type, days)
    values (
        change_retention.service_id, change_retention.notification_type, change_retention.days
    )
    on conflict (service_id, notification_type)
    do update set days = excluded.days, updated_at = postroom.now();

    insert into procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
    select 'upkeep', 'move_contents', l.lock, l.lock, jsonb_build_object(
        'service_id', change_retention.service_id,
        'notification_type', change_retention.notification_type
    )
    from (
        select format(
            'move_contents:%s:%s', change_retention.service_id, change_retention.notification_type
        ) as lock
    ) as l
    on conflict (queueing_lock) where status = 'todo' do nothing;
end
$$;

comment on function ops.change_retention is
'Stores how long a service''s messages of a type are kept, whatever the number: what is done with it
is bounded (ops.retention_days). A job moves what there is already (ops.move_contents_day).
Internal: ops.set_retention, which looks first, and the admin app''s functions, whose wire has no
bounds.';
