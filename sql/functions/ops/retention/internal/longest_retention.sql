create or replace function ops.longest_retention(service_id uuid)
    returns int
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    -- The default counts too: not every type need have a setting. A setting that has just
    -- been shortened may have older messages until its job has moved them.
    select greatest(
        7,
        (
            select max(least(r.days, ops.longest_class())) from retention_settings as r
            where r.service_id = longest_retention.service_id
        )
    )
$$;

comment on function ops.longest_retention is
'How many days back a service''s visible messages can lie, over all types.';
