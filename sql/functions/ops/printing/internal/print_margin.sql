create or replace function ops.print_margin()
    returns interval
    language sql
    immutable
    parallel safe
as $$
    select interval '20 minutes'
$$;

comment on function ops.print_margin is
'How long after the cut-off the letters of a day go to their printers, so that the last of them are
ready. A constant that is written into the statements that use it, hence without a search_path.';
