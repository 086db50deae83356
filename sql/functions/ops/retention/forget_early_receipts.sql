create or replace function ops.forget_early_receipts()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    forgotten bigint;
begin
    delete from early_receipts as e where e.parked_at < postroom.now() - interval '1 day';
    get diagnostics forgotten = row_count;
    delete from early_complaints as e where e.parked_at < postroom.now() - interval '1 day';
    return forgotten;
end
$$;

comment on function ops.forget_early_receipts is
'Deletes receipts and complaints that came before the message they name and whose message never
came: those that have waited for a day. Returns how many receipts.';

grant execute on function ops.forget_early_receipts to postroom_dba, postroom_worker;
