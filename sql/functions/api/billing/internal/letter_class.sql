create or replace function api.letter_class(postage text)
    returns text
    language sql
    immutable
    strict
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when letter_class.postage in ('economy', 'second', 'first')
            then letter_class.postage || ' class'
        when letter_class.postage in ('europe', 'rest-of-world') then 'international'
        else letter_class.postage
    end
$$;

comment on function api.letter_class is 'A postage on a bill, where all countries abroad are one.';
