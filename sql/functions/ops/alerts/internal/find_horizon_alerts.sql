create or replace function ops.find_horizon_alerts()
    returns table (name text, subject text, value numeric, text text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select r.name, h.holder, round(extract(epoch from h.held_for), 3), format(
        'Vacuum has been held up for %s by %s, and tables grow all the time: '
        'user %s, application %s, %s, "%s"; to end it: %s',
        date_trunc('second', h.held_for), h.holder, coalesce(h.username, '-'),
        coalesce(nullif(h.application, ''), '-'), coalesce(h.state, '-'), coalesce(h.query, ''),
        h.remedy
    )
    from ops.horizon() as h
    inner join alert_rules as r
        on r.name = 'horizon_held' and extract(epoch from h.held_for) > r.threshold
$$;

comment on function ops.find_horizon_alerts is
'Who has kept vacuum from its work for too long (ops.horizon).';
