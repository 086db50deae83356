create or replace function ops.check_horizon()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        'vacuum', count(a.name) = 0,
        coalesce(string_agg(a.text, '; '), 'nobody holds it up'),
        case when count(a.name) > 0 then 'select * from ops.horizon(); end what is forgotten' end
    from ops.find_horizon_alerts() as a
$$;

comment on function ops.check_horizon is
'For ops.check: whether anybody keeps vacuum from its work (alert horizon_held).';

grant execute on function ops.check_horizon to postroom_dba, postroom_worker, postroom_readonly;
