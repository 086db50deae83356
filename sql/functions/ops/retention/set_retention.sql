create or replace function ops.set_retention(
    service_id uuid, notification_type text, days int, force boolean default false
)
    returns table (
        service text, kept text, kept_before text, messages bigint, forgotten_tonight bigint,
        moved_by text
    )
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
begin
    service := ops.expect_service(set_retention.service_id);
    perform ops.expect_one_of(
        'type of message', set_retention.notification_type, '{sms,email,letter}'
    );
    perform ops.expect_between('days', set_retention.days, 1, ops.longest_class());
    kept := format('%s for %s days', set_retention.notification_type, set_retention.days);
    kept_before := format('for %s days', ops.retention_days(
        set_retention.service_id, set_retention.notification_type
    ));

    select
        count(*) filter (where a.kept_until <> greatest(a.day + set_retention.days, today())),
        count(*) filter (
            where a.kept_until > today() and a.day + set_retention.days < today()
        )
    into messages, forgotten_tonight
    from (
        select n.day, n.kept_until from notifications as n
        where n.service_id = set_retention.service_id
          and n.notification_type = set_retention.notification_type
          and n.day between today() - 100 and today()
          and n.kept_until >= today()
        union all
        select m.day, m.kept_until from inbound_messages as m
        where m.service_id = set_retention.service_id
          and set_retention.notification_type = 'sms'
          and m.kept_until between today() and today() + 100
    ) as a;
    if forgotten_tonight > 0 and set_retention.force is not true then
        raise exception '% messages of % are older than % days and would be forgotten tonight',
            forgotten_tonight, service, set_retention.days
            using
                errcode = 'invalid_parameter_value',
                hint = 'If that is meant, say it: force => true.';
    end if;

    perform ops.change_retention(
        set_retention.service_id, set_retention.notification_type, set_retention.days
    );
    moved_by := case
        when messages > 0 then 'job move_contents, now; select * from ops.jobs();'
        else 'nothing to move'
    end;
    return next;
end
$$;

comment on function ops.set_retention is
'Keeps a service''s messages of a type (sms, email, letter) for so many whole local days after
the day of creation, 1 to 90; the messages that it receives as long as its text messages. What it
sends from now on obeys at once; a job moves what it has already (ops.move_contents_day). The
answer says how many messages move, and how many of them are older than that and leave in the coming
night: these need force => true. Counts the service''s live messages: seconds for a large one.
Raises foreign_key_violation for an unknown service, invalid_parameter_value for an unknown type, for
days out of range, and without force.';

grant execute on function ops.set_retention to postroom_dba;
