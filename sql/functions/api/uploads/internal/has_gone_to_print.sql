create or replace function api.has_gone_to_print(created_at timestamptz)
    returns boolean
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select postroom.now() >= ops.printing_begins(ops.printed_on(has_gone_to_print.created_at))
$$;

comment on function api.has_gone_to_print is
'Whether it is too late to cancel a letter that was made then: its printing has begun.';
