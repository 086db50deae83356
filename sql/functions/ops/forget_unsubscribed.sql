create or replace function ops.forget_unsubscribed()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    forgotten bigint;
begin
    update unsubscribe_requests as r
    set email_address = null
    where r.email_address is not null
      and local_day(r.created_at) < today() - 90;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;

comment on function ops.forget_unsubscribed is
'Forgets the addresses of those who unsubscribed more than 90 days ago, and returns how many;
that somebody did stays. Safe to repeat.
Locks: the rows it changes.';

grant execute on function ops.forget_unsubscribed to postroom_dba, postroom_worker;
