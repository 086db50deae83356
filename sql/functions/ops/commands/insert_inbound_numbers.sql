create or replace function ops.insert_inbound_numbers(numbers text[])
    returns table (number text)
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into inbound_numbers (number, provider)
    select distinct n.given, 'mmg' from unnest(insert_inbound_numbers.numbers) as n (given)
    on conflict (number) do nothing
    returning number
$$;

comment on function ops.insert_inbound_numbers is
'Adds numbers of MMG''s on which services may receive text messages, to be assigned by an admin, and
returns those that were not there yet. Raises check_violation for a number of no or of more than 11
characters.';

grant execute on function ops.insert_inbound_numbers to postroom_dba;
