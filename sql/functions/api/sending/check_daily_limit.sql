create or replace function api.check_daily_limit(
    service_id uuid, context_version bigint, key_type text, kind text
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    is_restricted boolean;
    free bigint := case check_daily_limit.key_type
        when 'test' then api.daily_limit(check_daily_limit.service_id, check_daily_limit.kind)
        else api.free_today(check_daily_limit.service_id, check_daily_limit.kind)
    end;
begin
    select s.restricted into is_restricted
    from services as s
    where s.id = check_daily_limit.service_id
      and s.context_version = check_daily_limit.context_version;
    if not found then
        raise exception using errcode = 'NTOLD', message = 'the service has changed';
    end if;
    -- Test keys of a trial service live by the platform's limits for live services.
    if free <= 0 and not (is_restricted and check_daily_limit.key_type = 'test') then
        perform api.fail(
            429, 'TooManyRequestsError',
            format(
                'Exceeded send limits (%s: %s) for today', check_daily_limit.kind,
                api.daily_limit(check_daily_limit.service_id, check_daily_limit.kind)
            )
        );
    end if;
end
$$;

comment on function api.check_daily_limit is
'Refuses a service that has used up its day (UTC) for a kind of message: sms, email, letter or
international_sms. Test keys are not counted, so only a limit of 0 stops them. Whoever stores messages
need not ask: api.accept_messages counts exactly.
Raises NT429 TooManyRequestsError, and NTOLD (see api.check_context).';

grant execute on function api.check_daily_limit to postroom_api;
