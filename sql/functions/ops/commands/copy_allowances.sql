create or replace function ops.copy_allowances(year int)
    returns table (service_id uuid, fragments int)
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    insert into allowances (service_id, financial_year, fragments, is_custom)
    select s.id, copy_allowances.year, latest.fragments, latest.is_custom
    from services as s
    cross join lateral (
        select a.fragments, a.is_custom from allowances as a
        where a.service_id = s.id
        order by a.financial_year desc
        limit 1
    ) as latest
    where s.active
    on conflict do nothing
    returning service_id, fragments
$$;

comment on function ops.copy_allowances is
'Gives active services that have no allowance for a financial year that of their latest year, and
returns them. Safe to repeat.';

grant execute on function ops.copy_allowances to postroom_dba;
