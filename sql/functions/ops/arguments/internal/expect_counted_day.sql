create or replace function ops.expect_counted_day(day date)
    returns void
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    horizon date := today() - ops.history_days();
begin
    if expect_counted_day.day between horizon and today() then
        return;
    end if;
    -- Facts that no night has counted stay attached for longer.
    if expect_counted_day.day < horizon and exists (
        select from ops.partitions() as p
        where p.tree = 'facts' and p.day = expect_counted_day.day
    ) then
        return;
    end if;
    raise exception '% cannot be counted', coalesce(expect_counted_day.day::text, 'null') using
        errcode = 'invalid_parameter_value',
        hint = format(
            'A day from %s to %s can be: of later ones there is nothing yet, and the messages of '
            'earlier ones are not here any more, so that their count would be lost.',
            horizon, today()
        );
end
$$;

comment on function ops.expect_counted_day is
'Raises invalid_parameter_value for a day whose facts are not attached: counting it anew would
replace its count by nothing.
Internal: what checks the arguments of functions for operators.';
