create or replace function api.organisation_of_domain(domain text)
    returns uuid
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with asked as (
        select string_to_array(
            replace(lower(organisation_of_domain.domain), '.gsi.gov.uk', '.gov.uk'), '.'
        ) as parts
        where length(organisation_of_domain.domain) <= 255
    )
    select d.organisation_id
    from asked as a
    cross join generate_series(1, cardinality(a.parts)) as first_part (number)
    inner join organisation_domains as d
        on d.domain = array_to_string(a.parts[first_part.number:], '.')
    order by first_part.number
    limit 1
$$;

comment on function api.organisation_of_domain is
'Whose domain this is, or a part of; of several the one with the longest domain that fits.
What ends in .gsi.gov.uk counts as .gov.uk. Null when nobody''s.';
