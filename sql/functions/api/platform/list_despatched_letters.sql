create or replace function api.list_despatched_letters(start_date date, end_date date)
    returns setof jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'date', f.day,
        'postage', f.postage,
        'cost_threshold', f.cost_threshold,
        'sheets', f.billable_units,
        'rate', f.rate,
        'letters', f.notifications_sent,
        'cost', f.rate * f.notifications_sent
    )
    from despatch_facts as f
    where f.day between list_despatched_letters.start_date and list_despatched_letters.end_date
    order by f.day, f.postage, f.cost_threshold, f.rate, f.billable_units
$$;

comment on function api.list_despatched_letters is
'What the printer despatched on the days from one to another, and what that costs.';

grant execute on function api.list_despatched_letters to postroom_api;
