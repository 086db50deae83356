create or replace function ops.set_alert(
    name text, threshold numeric default null, enabled boolean default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update alert_rules as r
    set threshold = coalesce(set_alert.threshold, r.threshold),
        enabled = coalesce(set_alert.enabled, r.enabled)
    where r.name = set_alert.name;
    if not found then
        raise exception 'no alert %', set_alert.name;
    end if;
end
$$;

comment on function ops.set_alert is
'Changes an alert''s threshold, or switches it off and on. What each means is in
postroom.alert_rules. Raises an exception for a name that is not there.';

grant execute on function ops.set_alert to postroom_dba;
