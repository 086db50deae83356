create or replace function ops.expect_text(name text, value text)
    returns void
    language plpgsql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
begin
    if coalesce(expect_text.value, '') !~ '[^[:space:]]' then
        raise exception '% is missing', expect_text.name using
            errcode = 'invalid_parameter_value',
            hint = 'Whoever reads it later has to understand it.';
    end if;
    if expect_text.value ~ '[[:cntrl:]]' then
        raise exception '% has control characters', expect_text.name using
            errcode = 'invalid_parameter_value',
            hint = 'Write it on one line.';
    end if;
end
$$;

comment on function ops.expect_text is
'Raises invalid_parameter_value for a text that is null or blank, or not on one line.
Internal: what checks the arguments of functions for operators.';
