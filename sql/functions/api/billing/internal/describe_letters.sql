create or replace function api.describe_letters(letters bigint, class text, rate numeric)
    returns text
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    select format(
        E'%s %s letters at %s\n', describe_letters.letters, describe_letters.class,
        api.describe_price(describe_letters.rate)
    )
$$;

comment on function api.describe_letters is 'A line of a bill: 3 second class letters at 77p.';
