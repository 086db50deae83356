create or replace function ops.bytes_per_message()
    returns table (tree text, bytes numeric)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        t.tree,
        -- Until something has been analysed, as much as a short message takes.
        coalesce(sum(p.bytes) / nullif(sum(p.rows), 0), t.usual)
    from (values ('facts', 650), ('contents', 500)) as t (tree, usual)
    -- Empty pages of small partitions would count for too much.
    left join ops.partitions() as p on p.tree = t.tree and p.rows >= 1000
    group by t.tree, t.usual
$$;

comment on function ops.bytes_per_message is
'Bytes that an average message takes in each tree, with its indexes, from what was last analysed.
Internal: ops.services and ops.forecast.';
