create or replace function ops.today()
    returns date
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select postroom.today()
$$;

comment on function ops.today is 'The platform''s local day, by which retention counts.';

grant execute on function ops.today to postroom_dba, postroom_worker, postroom_readonly;
