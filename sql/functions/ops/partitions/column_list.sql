create or replace function ops.column_list(relation regclass)
    returns text
    language sql
    stable
    set search_path = pg_catalog, pg_temp
as $$
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
    from pg_attribute as a
    where a.attrelid = column_list.relation and a.attnum > 0 and not a.attisdropped
$$;

comment on function ops.column_list is
'The columns of a table in their order, to be compared with those of another one.';

grant execute on function ops.column_list to postroom_dba, postroom_worker;
