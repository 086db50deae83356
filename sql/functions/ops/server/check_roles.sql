create or replace function ops.check_roles()
    returns table (name text, ok boolean, found text, remedy text)
    language sql
    stable
    security definer
    set search_path = pg_catalog, pg_temp
as $$
    select
        'limits of ' || r.rolname,
        cardinality(m.missing) = 0,
        case
            when cardinality(m.missing) = 0 then 'all set'
            else 'none on ' || array_to_string(m.missing, ', ')
        end,
        case when cardinality(m.missing) > 0 then
            'python -m postroom migrate, with a DATABASE_URL that may alter roles'
        end
    from pg_roles as r
    cross join lateral (
        select array(
            select s.setting
            from unnest(array[
                'statement_timeout', 'idle_in_transaction_session_timeout', 'temp_file_limit'
            ]) as s (setting)
            where not exists (
                select from pg_db_role_setting as g, unnest(g.setconfig) as c (pair)
                where g.setrole = r.oid
                  and g.setdatabase in (
                      0, (select d.oid from pg_database as d where d.datname = current_database())
                  )
                  and split_part(c.pair, '=', 1) = s.setting
            )
        ) || case when r.rolconnlimit < 0 then array['connections'] end as missing
    ) as m
    where r.rolname in ('postroom_api', 'postroom_worker', 'postroom_dba', 'postroom_readonly')
    order by r.rolname
$$;

comment on function ops.check_roles is
'For ops.check: whether each role that logs in has its limits (sql/roles.sql).';

grant execute on function ops.check_roles to postroom_dba, postroom_worker, postroom_readonly;
