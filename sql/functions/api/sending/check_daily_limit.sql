create or replace function api.check_daily_limit(
    service_id uuid, context_version bigint, key_type text, kind text
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    free bigint := case check_daily_limit.key_type
        when 'test' then api.daily_limit(check_daily_limit.service_id, check_daily_limit.kind)
        else api.free_today(check_daily_limit.service_id, check_daily_limit.kind)
    end;
begin
    perform api.check_context(check_daily_limit.service_id, check_daily_limit.context_version);
    -- Test keys of a trial service live by the platform's limits for live services.
    if free <= 0 and not (
        check_daily_limit.key_type = 'test'
        and exists (
            select from services as s
            where s.id = check_daily_limit.service_id and s.restricted
        )
    ) then
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
