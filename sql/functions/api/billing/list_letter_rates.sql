create or replace function api.list_letter_rates()
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select coalesce(jsonb_agg(
        jsonb_build_object(
            'post_class', r.post_class,
            'rate', r.rate::text,
            'sheet_count', r.sheet_count,
            'start_date', r.start_date at time zone 'UTC'
        )
        order by r.sheet_count, r.rate, r.post_class
    ), '[]')
    from letter_rates as r
    where r.start_date <= postroom.now() and coalesce(r.end_date > postroom.now(), true)
$$;

comment on function api.list_letter_rates is
'What letters cost now, by sheets, rate and class.';

grant execute on function api.list_letter_rates to postroom_api;
