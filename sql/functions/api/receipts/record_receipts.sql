create or replace function api.record_receipts(receipts json)
    returns setof jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
    -- So that messages are met, and locked, in the order of their ids, as by jobs.record_results.
    set enable_hashjoin = off
    set enable_mergejoin = off
as $$
declare
    -- The message that each is about; null where it is not known, or not yet.
    ids constant uuid[] := array(
        select case
            when api.names_message(r.provider, r.reference) then
                (select f.id from api.find_by_provider_reference(r.reference, r.sent_at) as f)
            when r.reference ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then r.reference::uuid
        end
        from rows from (
            json_to_recordset(record_receipts.receipts) as (
                provider text, reference text, sent_at timestamptz
            )
        ) with ordinality as r (provider, reference, sent_at, number)
        order by r.number
    );
    days constant date[] := array(select distinct uuid7_day(i.id) from unnest(ids) as i (id));
    overtaken text[];
    settled jsonb := jsonb '{}';
    changes jsonb;
    turns int;
begin
    -- A receipt may be ahead of the write that stores its reference.
    insert into early_receipts (provider, reference, status, received_at)
    select r.provider, r.reference, r.status, coalesce(r.received_at, postroom.now())
    from rows from (
        json_to_recordset(record_receipts.receipts) as (
            provider text, reference text, status text, received_at timestamptz
        )
    ) with ordinality as r (provider, reference, status, received_at, number)
    where ids[r.number] is null and api.names_message(r.provider, r.reference)
    on conflict do nothing;

    -- One that was parked in the very moment in which the reference was stored came first.
    overtaken := array(
        select e.reference
        from rows from (
            json_to_recordset(record_receipts.receipts) as (
                provider text, reference text, parked boolean
            )
        ) with ordinality as r (provider, reference, parked, number)
        inner join early_receipts as e
            on e.provider = r.provider and e.reference = r.reference
        where r.parked is not true and ids[r.number] is not null
    );
    if overtaken <> '{}' then
        perform jobs.apply_early_receipts(overtaken);
    end if;

    -- Of several about one message the second meets what the first has made of it.
    turns := (
        select max(t.count)::int
        from (select count(*) from unnest(ids) as i (id) where i.id is not null group by i.id) as t
    );
    for place in 1..coalesce(turns, 0) loop
        with given as (
            select
                r.*, ids[r.number] as id,
                row_number() over (partition by ids[r.number] order by r.number) as turn
            from rows from (
                json_to_recordset(record_receipts.receipts) as (
                    provider text, status text, code text
                )
            ) with ordinality as r (provider, status, code, number)
            where ids[r.number] is not null
        ),

        changed as (
            update notifications as n
            set status = case
                    -- A refusal without a known reason after "pending" may pass.
                    when n.status = 'pending'
                        and g.status = 'permanent-failure'
                        and coalesce(n.sent_by, g.provider) = 'firetext'
                        and coalesce(g.code, '') not in ('101', '201', '301', '401')
                        then 'temporary-failure'
                    else g.status
                end,
                sent_by = coalesce(n.sent_by, g.provider),
                updated_at = postroom.now()
            from (select * from given where given.turn = place order by given.id) as g
            where n.id = g.id
              and n.id = any(ids)
              and n.day = any(days)
              and n.status in ('created', 'sending', 'pending', 'sent')
              and n.status <> g.status
              and n.expects_receipt
              and n.notification_type <> 'letter'
              -- What a real provider took is not the sandbox's business.
              and (g.provider <> 'sandbox' or coalesce(n.sent_by, 'sandbox') = 'sandbox')
            returning g.number, n.id, n.service_id, n.status, n.notification_type, n.key_type
        )

        select jsonb_agg(jsonb_build_object(
            'number', c.number, 'id', c.id, 'service_id', c.service_id, 'status', c.status,
            'type', c.notification_type, 'key_type', c.key_type,
            'seconds', extract(epoch from postroom.now() - uuid7_time(c.id))
        ))
        into changes
        from changed as c;
        continue when changes is null;

        perform jobs.queue_callbacks(
            'delivery_status', array_agg(c.id), array_agg(c.service_id), c.status
        )
        from jsonb_to_recordset(changes) as c (id uuid, service_id uuid, status text)
        where c.status <> 'pending'
        group by c.status;
        settled := settled || (
            select jsonb_object_agg(c.value ->> 'number', c.value - '{number,id,service_id}'::text[])
            from jsonb_array_elements(changes) as c
        );
    end loop;

    return query
    select settled -> i.number::text from unnest(ids) with ordinality as i (id, number)
    order by i.number;
end
$$;

comment on function api.record_receipts is
'Applies providers'' receipts, [{"provider", "reference", "status", "code", "received_at", "sent_at"}]:
reference is our id or the provider''s own (api.names_message), status already in our terms. The first
final status wins: anything but created, sending, pending and sent stays as it is, and so does a
message to a country whose receipts mean nothing. A final status queues a call to a service that wants
one.
Returns what each changed, in their order, for those who count: {"type", "key_type", "status",
"seconds" since the message was accepted}; null: nothing. An unknown reference changes nothing, but a
provider''s own is kept until the message it belongs to is stored; "parked" says that one was.
Locks: the notifications'' rows, in the order of their ids.';

grant execute on function api.record_receipts to postroom_api;
