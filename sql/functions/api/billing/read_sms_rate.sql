create or replace function api.read_sms_rate()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object('rate', r.rate, 'valid_from', r.valid_from at time zone 'UTC')
    from sms_rates as r
    where r.valid_from <= postroom.now()
    order by r.valid_from desc
    limit 1
$$;

comment on function api.read_sms_rate is 'What a fragment of a text message costs now.';

grant execute on function api.read_sms_rate to postroom_api;
