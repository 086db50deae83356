create or replace function jobs.lane(service_id uuid, notification_type text, key_type text)
    returns text
    language sql
    immutable
as $$
    select case
        when lane.notification_type = 'letter' then 'letter'
        when lane.service_id = api.platform_service_id() then 'platform'
        when lane.key_type = 'test' then 'test'
        else lane.notification_type
    end
$$;

comment on function jobs.lane is
'The lane of the queue for a message: by type, but what the platform itself says (sign-in codes)
and messages of test keys have lanes of their own: they neither wait behind the others nor hold
them up.
Internal: whoever queues a message.';
