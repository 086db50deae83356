create or replace function api.count_message(service_id uuid, kind text, messages bigint default 1)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    own constant int := pg_backend_pid() % api.slots();
    clock constant timestamp := postroom.now() at time zone 'UTC';
    current constant int := extract(epoch from clock::time)::int / 10;
    counted bigint;
begin
    perform api.lock_slot(count_message.service_id, count_message.kind, own);
    update daily_counts as d
    set count = d.count + count_message.messages
    where d.service_id = count_message.service_id
      and d.day = clock::date
      and d.kind = count_message.kind
      and d.slot = own
      and d.bucket = current;
    if found then
        return;
    end if;
    -- The newest first, as older ones may be dead, and long chains.
    with newest as (
        select d.bucket from daily_counts as d
        where d.service_id = count_message.service_id
          and d.day = clock::date
          and d.kind = count_message.kind
          and d.slot = own
        order by d.bucket desc
        limit 1
    )
    delete from daily_counts as d
    using newest as n
    where d.service_id = count_message.service_id
      and d.day = clock::date
      and d.kind = count_message.kind
      and d.slot = own
      and d.bucket = n.bucket
    returning d.count into counted;
    insert into daily_counts (service_id, day, kind, slot, bucket, count)
    values (
        count_message.service_id, clock::date, count_message.kind, own, current,
        coalesce(counted, 0) + count_message.messages
    );
end
$$;

comment on function api.count_message is
'Counts messages towards a service''s day (UTC) in this backend''s slot, so that transactions of one
busy service rarely wait for each other; a negative number takes back what will not be sent.
The count moves on to a new row every ten seconds: a row that is updated for ever would keep all its
versions while somebody holds a snapshot.
Locks: the slot until the transaction ends (api.lock_slot).';
