create or replace function api.daily_kinds(
    notification_type text, international boolean, phone_prefix text
)
    returns setof text
    language sql
    immutable
    parallel safe
as $$
    select daily_kinds.notification_type
    union all
    select 'international_sms'
    where api.is_abroad(daily_kinds.international, daily_kinds.phone_prefix)
$$;

comment on function api.daily_kinds is
'The limits of a day that a message counts towards: that of its type, and, for a text message abroad,
that of international ones (api.is_abroad).';
