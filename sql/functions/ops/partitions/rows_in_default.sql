create or replace function ops.rows_in_default()
    returns table (tree text, rows bigint)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    partition regclass;
begin
    for tree, partition in
        select t.tree, t.default_partition from ops.trees() as t
        where t.default_partition is not null
    loop
        -- Whether it is one row or a million matters, not how many millions.
        execute format('select count(*) from (select from %s limit 1000001) as r', partition)
        into rows;
        return next;
    end loop;
end
$$;

comment on function ops.rows_in_default is
'How many rows of each tree lie in its default partition, for want of one for their day; 1000001
says "more than a million". Usually none, and then it costs nothing.';

grant execute on function ops.rows_in_default to postroom_dba, postroom_worker, postroom_readonly;
