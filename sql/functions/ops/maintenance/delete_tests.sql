create or replace function ops.delete_tests()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    deleted bigint;
begin
    delete from notifications as n
    where n.key_type = 'test'
      and n.kept_until < today()
      and n.day between today() - ops.history_days() and today();
    get diagnostics deleted = row_count;
    return deleted;
end
$$;

comment on function ops.delete_tests is
'Messages of test keys leave no history: deletes their facts once their last day has passed, and
returns how many. Their personal data have gone with the contents'' partition.
Locks: the rows it deletes.';

grant execute on function ops.delete_tests to postroom_dba, postroom_worker;
