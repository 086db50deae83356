create or replace function ops.move_contents_day(
    service_id uuid, notification_type text, day date
)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    -- Never into the past: what the new class would have forgotten goes tonight.
    new_last_day date := greatest(
        move_contents_day.day
        + ops.retention_days(move_contents_day.service_id, move_contents_day.notification_type),
        today()
    );
    moved bigint;
    received bigint;
begin
    perform ops.expect_service(move_contents_day.service_id);
    perform ops.expect_one_of(
        'type of message', move_contents_day.notification_type, '{sms,email,letter}'
    );
    with facts as (
        select n.id, n.kept_until
        from notifications as n
        where n.day = move_contents_day.day
          and n.service_id = move_contents_day.service_id
          and n.notification_type = move_contents_day.notification_type
          and n.kept_until >= today()
          and n.kept_until <> new_last_day
        for update
    ),
    contents as (
        update notification_contents as c
        set kept_until = new_last_day
        from facts
        where c.id = facts.id
          and c.kept_until = facts.kept_until
          and c.service_id = move_contents_day.service_id
          and c.kept_until between today() and today() + 100
        returning c.id
    )
    update notifications as n
    set kept_until = new_last_day
    from contents
    where n.id = contents.id and n.day = move_contents_day.day;
    get diagnostics moved = row_count;
    if move_contents_day.notification_type <> 'sms' then
        return moved;
    end if;

    update inbound_messages as m
    set kept_until = new_last_day
    where m.service_id = move_contents_day.service_id
      and m.day = move_contents_day.day
      and m.kept_until between today() and today() + 100
      and m.kept_until <> new_last_day;
    get diagnostics received = row_count;
    return moved + received;
end
$$;

comment on function ops.move_contents_day is
'Moves what a service sent of a type on one day, and for sms what it received, to the last day
of its present retention class, at the earliest today, and returns how many messages. Safe to
repeat: a message that is where it belongs stays.
Locks: the rows it moves.';

grant execute on function ops.move_contents_day to postroom_dba, postroom_worker;
