create or replace function ops.print_cut_off()
    returns time
    language sql
    immutable
    parallel safe
as $$
    select time '17:30'
$$;

comment on function ops.print_cut_off is
'The local time at which printing starts: letters that are made from then on are printed the next day.
A constant that is written into the statements that use it, hence without a search_path.';
