create or replace function ops.run_step(function text, day date default null)
    returns jsonb
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    result text;
begin
    execute format(
        'select ops.%I(%s)::text', run_step.function, coalesce(quote_literal(run_step.day), '')
    ) into result;
    return case
        when left(result, 1) = '{' then result::jsonb
        when coalesce(result, '') = '' then '{}'
        else jsonb_build_object('count', result::bigint)
    end;
end
$$;

comment on function ops.run_step is
'Calls a function of schema ops, for a day if given, with the rights of the caller, and returns
what it says: jsonb as it is, a number as {"count": …}.';

grant execute on function ops.run_step to postroom_dba, postroom_worker;
