create or replace function ops.find_alerts(rules text[])
    returns table (name text, subject text, value numeric, text text)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    -- Each family reads its own rows, so only those that are asked for.
    return query
    select f.name, f.subject, f.value, ops.escape_controls(f.text)
    from ops.find_platform_alerts() as f where f.name = any(find_alerts.rules);
    if find_alerts.rules && '{provider_left_out,no_provider,retries_growing}' then
        return query
        select f.name, f.subject, f.value, ops.escape_controls(f.text)
        from ops.find_provider_alerts() as f where f.name = any(find_alerts.rules);
    end if;
    return query
    select f.name, f.subject, f.value, ops.escape_controls(f.text)
    from ops.find_horizon_alerts() as f where f.name = any(find_alerts.rules);
    return query
    select f.name, f.subject, f.value, ops.escape_controls(f.text)
    from ops.find_partition_alerts() as f where f.name = any(find_alerts.rules);
    if find_alerts.rules && array(
        select r.name from alert_rules as r where r.name ~ '^(letters|virus)'
    ) then
        return query
        select f.name, f.subject, f.value, ops.escape_controls(f.text)
        from ops.find_letter_alerts() as f where f.name = any(find_alerts.rules);
    end if;
    if find_alerts.rules && '{sms_failing,sms_to_tv_numbers}' then
        return query
        select f.name, f.subject, f.value, ops.escape_controls(f.text)
        from ops.find_sms_alerts() as f where f.name = any(find_alerts.rules);
    end if;
    if 'sms_slow' = any(find_alerts.rules) then
        return query
        select f.name, f.subject, f.value, ops.escape_controls(f.text)
        from ops.find_slow_sms() as f;
    end if;
end
$$;

comment on function ops.find_alerts is
'Which of these conditions (postroom.alert_rules) hold now, and of whom or what.';
