create or replace function api.count_message(service_id uuid, kind text, messages bigint default 1)
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    own constant int := pg_backend_pid() % api.slots();
    clock constant timestamp := postroom.now() at time zone 'UTC';
    current constant int := extract(epoch from clock::time)::int / 10;
    newest int;
    counted bigint := 0;
begin
    perform api.lock_slot(count_message.service_id, count_message.kind, own);
    newest := (
        select d.bucket from daily_counts as d
        where d.service_id = count_message.service_id
          and d.day = clock::date
          and d.kind = count_message.kind
          and d.slot = own
        order by d.bucket desc
        limit 1
    );
    if newest >= current then
        update daily_counts as d
        set count = d.count + count_message.messages
        where d.service_id = count_message.service_id
          and d.day = clock::date
          and d.kind = count_message.kind
          and d.slot = own
          and d.bucket = newest;
        return;
    end if;
    if newest is not null then
        delete from daily_counts as d
        where d.service_id = count_message.service_id
          and d.day = clock::date
          and d.kind = count_message.kind
          and d.slot = own
          and d.bucket = newest
        returning d.count into counted;
    end if;
    insert into daily_counts (service_id, day, kind, slot, bucket, count)
    values (
        count_message.service_id, clock::date, count_message.kind, own, current,
        counted + count_message.messages
    );
end
$$;

comment on function api.count_message is
'Counts messages towards a service''s day (UTC) in this backend''s slot, so that transactions of one
busy service rarely wait for each other; a negative number takes back what will not be sent.
The count moves on to a new row every ten seconds: a row that is updated for ever would keep all its
versions while somebody holds a snapshot.
Locks: the slot until the transaction ends (api.lock_slot).';
