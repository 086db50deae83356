create or replace function ops.refresh_alerts()
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    utc timestamp := postroom.now() at time zone 'UTC';
    due text[];
    told jsonb;
begin
    perform pg_advisory_xact_lock(hashtext('postroom.alerts'));
    perform ops.mark_horizon();
    select array_agg(r.name) into due
    from alert_rules as r
    where r.enabled
      and (not r.working_days_only or ops.is_working_day(today()))
      and (
          r.daily_at is null
          or (
              extract(isodow from utc) = any(r.weekdays)
              and utc::time >= r.daily_at
              -- Once a day; later when nobody looked in time.
              and coalesce(r.evaluated_at at time zone 'UTC' < utc::date + r.daily_at, true)
          )
      );
    update alert_rules as r set evaluated_at = postroom.now() where r.name = any(due);

    with found as materialized (
        select f.* from ops.find_alerts(due) as f
    ),
    opened as (
        insert into alerts as a (name, subject, value, text)
        select f.name, f.subject, f.value, f.text from found as f
        on conflict (name, subject) where closed_at is null
        do update set value = excluded.value, text = excluded.text
        where a.text <> excluded.text
        returning a.xmax = 0 as is_new
    ),
    closed as (
        update alerts as a
        set closed_at = postroom.now()
        where a.closed_at is null
          and (
              a.name in (select r.name from alert_rules as r where not r.enabled)
              or (a.name = any(due) and (a.name, a.subject) not in (
                  select f.name, f.subject from found as f
              ))
          )
        returning a.id
    )
    select jsonb_build_object(
        'opened', (select count(*) from opened as o where o.is_new),
        'closed', (select count(*) from closed),
        'hold', (select count(*) from found)
    ) into told;
    return told;
end
$$;

comment on function ops.refresh_alerts is
'Looks at the conditions whose time has come: opens an alert for each that has begun to hold, and
closes those that have ended. Conditions that are looked at once a day stay as they are until
then. Safe to repeat, also side by side.
Locks: an advisory lock against a second look.';

grant execute on function ops.refresh_alerts to postroom_dba, postroom_worker;
