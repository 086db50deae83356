create or replace function api.describe_price(pounds numeric)
    returns text
    language sql
    immutable
    strict
    set search_path = pg_catalog, pg_temp
as $$
    select case
        when describe_price.pounds >= 1 then '£' || to_char(p.pence / 100, 'FM999,999,990.00')
        else to_char(p.pence, 'FM990') || 'p'
    end
    from (
        select case
            -- A half goes to the even neighbour.
            when mod(describe_price.pounds * 100, 2) = 0.5 then trunc(describe_price.pounds * 100)
            else round(describe_price.pounds * 100)
        end as pence
    ) as p
$$;

comment on function api.describe_price is 'A price for people: 64p, £1.80.';
