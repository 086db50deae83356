create or replace function ops.alerts()
    returns table (
        name text,
        severity text,
        subject text,
        since timestamptz,
        value numeric,
        threshold numeric,
        text text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select r.name, r.severity, f.subject, coalesce(a.opened_at, postroom.now()), f.value,
        r.threshold, f.text
    from ops.find_alerts(array(select e.name from alert_rules as e where e.enabled)) as f
    inner join alert_rules as r on r.name = f.name
    left join alerts as a
        on a.name = f.name and a.subject = f.subject and a.closed_at is null
    order by r.severity, r.name, f.subject
$$;

comment on function ops.alerts is
'Every condition that holds at this moment, also those that are otherwise looked at once a day;
since when, as far as it is known. Reads the text messages of 24 hours: seconds on a large
installation. What has been told to whom is in postroom.alerts.';

grant execute on function ops.alerts to postroom_dba, postroom_readonly;
