create or replace function ops.printing_begins(printed_on date)
    returns timestamptz
    language sql
    immutable
    parallel safe
as $$
    select (printing_begins.printed_on + ops.print_cut_off()) at time zone 'Europe/London'
$$;

comment on function ops.printing_begins is
'The moment at which the letters of a local day go to print. Written into the statements that use it,
hence without a search_path.';
