create or replace function ops.build_billing_today()
    returns jsonb
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select ops.build_billing_facts(today())
$$;

comment on function ops.build_billing_today is
'Counts what today''s messages cost so far (ops.build_billing_facts).';

grant execute on function ops.build_billing_today to postroom_dba, postroom_worker;
