create or replace function ops.expect_between(name text, value numeric, low numeric, high numeric)
    returns void
    language plpgsql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if expect_between.value between expect_between.low and expect_between.high then
        return;
    end if;
    raise exception '% is %', expect_between.name, coalesce(expect_between.value::text, 'null') using
        errcode = 'invalid_parameter_value',
        hint = format(
            'It has to be between %s and %s.', expect_between.low, expect_between.high
        );
end
$$;

comment on function ops.expect_between is
'Raises invalid_parameter_value for a value out of its range, or null.
Internal: what checks the arguments of functions for operators.';

grant execute on function ops.expect_between to postroom_dba, postroom_worker;
