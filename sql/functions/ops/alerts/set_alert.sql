create or replace function ops.set_alert(
    name text, threshold numeric default null, enabled boolean default null
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    perform ops.expect_one_of(
        'alert', set_alert.name, array(select r.name from alert_rules as r order by r.name)
    );
    if set_alert.threshold is null and set_alert.enabled is null then
        raise exception 'nothing to change' using
            errcode = 'invalid_parameter_value',
            hint = 'Say threshold => a number, or enabled => true or false.';
    end if;
    if set_alert.threshold is not null then
        perform ops.expect_between('threshold', set_alert.threshold, 0, 1e12);
    end if;
    update alert_rules as r
    set threshold = coalesce(set_alert.threshold, r.threshold),
        enabled = coalesce(set_alert.enabled, r.enabled)
    where r.name = set_alert.name;
end
$$;

comment on function ops.set_alert is
'Changes an alert''s threshold, or switches it off and on. What each means is in
postroom.alert_rules.
Raises invalid_parameter_value for a name that is not there, for a threshold below 0, and without
anything to change.';

grant execute on function ops.set_alert to postroom_dba;
