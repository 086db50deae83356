create or replace function ops.expect_one_of(name text, value text, known text[])
    returns void
    language plpgsql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if expect_one_of.value = any(expect_one_of.known) then
        return;
    end if;
    raise exception 'no %', concat_ws(' ', expect_one_of.name, coalesce(expect_one_of.value, 'null'))
        using
            errcode = 'invalid_parameter_value',
            hint = format('There is %s.', array_to_string(expect_one_of.known, ', '));
end
$$;

comment on function ops.expect_one_of is
'Raises invalid_parameter_value for a value that is not among those that are known, or null.
Internal: what checks the arguments of functions for operators.';
