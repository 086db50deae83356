create or replace function ops.printed_on(created_at timestamptz)
    returns date
    language sql
    immutable
    parallel safe
as $$
    select (
        (printed_on.created_at at time zone 'Europe/London') + (time '24:00' - ops.print_cut_off())
    )::date
$$;

comment on function ops.printed_on is
'The local day on which a letter that was made then is printed. Written into the statements that use
it, hence without a search_path.';
