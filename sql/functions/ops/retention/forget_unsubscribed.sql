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
      and (
          (r.report_id is null and local_day(r.created_at) < today() - 90)
          or exists (
              select from unsubscribe_reports as p
              where p.id = r.report_id and local_day(p.created_at) < today() - 7
          )
      );
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;

comment on function ops.forget_unsubscribed is
'Forgets the addresses of those who unsubscribed, and returns how many: in reports made more than
7 days ago, and in requests that are in none and older than 90 days. That somebody did stays.
Safe to repeat.
Locks: the rows it changes.';

grant execute on function ops.forget_unsubscribed to postroom_dba, postroom_worker;
