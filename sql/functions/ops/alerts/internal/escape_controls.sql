create or replace function ops.escape_controls(line text)
    returns text
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when line ~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]' then (
            select string_agg(
                case
                    when c.letter
                        ~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]'
                        then '\u' || lpad(to_hex(ascii(c.letter)), 4, '0')
                    else c.letter
                end,
                '' order by c.place
            )
            from regexp_split_to_table(line, '') with ordinality as c (letter, place)
        )
        else line
    end
$$;

comment on function ops.escape_controls is
'A text of which nothing can start a line of its own or turn its direction: control characters are
written as \uXXXX. Names from before they were refused may have some.';
