create or replace function api.check_daily_limit(
    service_id uuid, context_version bigint, key_type text, kind text, messages int default 1
)
    returns void
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    trial_test boolean;
    allowed bigint;
    used bigint;
begin
    -- Test keys are not counted.
    select
        s.restricted and check_daily_limit.key_type = 'test',
        case check_daily_limit.kind
            when 'sms' then s.sms_message_limit
            when 'email' then s.email_message_limit
            when 'letter' then s.letter_message_limit
            when 'international_sms' then s.international_sms_message_limit
        end,
        case when check_daily_limit.key_type = 'test' then 0 else (
            select coalesce(sum(d.count), 0) from daily_counts as d
            where d.service_id = check_daily_limit.service_id
              and d.day = (postroom.now() at time zone 'UTC')::date
              and d.kind = check_daily_limit.kind
        ) end
    into trial_test, allowed, used
    from services as s
    where s.id = check_daily_limit.service_id
      and s.context_version = check_daily_limit.context_version;
    if not found then
        perform api.check_context(
            check_daily_limit.service_id, check_daily_limit.context_version
        );
    end if;

    if trial_test then
        -- Test keys of a trial service live by the platform's limits for live services.
        allowed := case check_daily_limit.kind
            when 'letter' then 20000 when 'international_sms' then 100 else 250000
        end;
    end if;
    if used + check_daily_limit.messages > allowed then
        perform api.fail(
            429, 'TooManyRequestsError',
            format('Exceeded send limits (%s: %s) for today', check_daily_limit.kind, allowed)
        );
    end if;
end
$$;

comment on function api.check_daily_limit is
'Refuses a service that has used up its day (UTC) for a kind of message: sms, email, letter or
international_sms, or would with so many messages more. Test keys are not counted, so only a limit of 0 stops them.
Raises NT429 TooManyRequestsError, and NTOLD (see api.check_context).';

grant execute on function api.check_daily_limit to postroom_api;
