create or replace function api.daily_limit(service_id uuid, kind text)
    returns bigint
    language plpgsql  -- which keeps its plan
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    return (
        select case daily_limit.kind
            when 'sms' then s.sms_message_limit
            when 'email' then s.email_message_limit
            when 'letter' then s.letter_message_limit
            when 'international_sms' then s.international_sms_message_limit
        end
        from services as s
        where s.id = daily_limit.service_id
    );
end
$$;

comment on function api.daily_limit is
'How many messages of a kind (sms, email, letter, international_sms) a service may send a day.';
