create or replace function api.record_receipt(
    provider text,
    reference text,
    status text,
    code text default null,
    received_at timestamptz default null,
    sent_at timestamptz default null,
    parked boolean default false
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    target record;
    settled record;
begin
    if record_receipt.provider in ('ses', 'smtp')
        or starts_with(record_receipt.reference, record_receipt.provider || ':')
    then
        select f.id, f.day into target
        from api.find_by_provider_reference(record_receipt.reference, record_receipt.sent_at) as f;
        if not found then
            -- The receipt may be ahead of the write that stores its reference.
            insert into early_receipts (provider, reference, status, received_at)
            values (
                record_receipt.provider, record_receipt.reference, record_receipt.status,
                coalesce(record_receipt.received_at, postroom.now())
            )
            on conflict do nothing;
            return null;
        end if;
        -- One that was parked in the very moment in which the reference was stored came first.
        if not record_receipt.parked and exists (
            select from early_receipts as e
            where e.provider = record_receipt.provider and e.reference = record_receipt.reference
        ) then
            perform jobs.apply_early_receipts(array[record_receipt.reference]);
        end if;
    elsif record_receipt.reference ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        select record_receipt.reference::uuid as id, uuid7_day(record_receipt.reference::uuid) as day
        into target;
    else
        return null;
    end if;

    update notifications as n
    set status = case
            -- A refusal without a known reason after "pending" may pass.
            when n.status = 'pending'
                and record_receipt.status = 'permanent-failure'
                and coalesce(n.sent_by, record_receipt.provider) = 'firetext'
                and coalesce(record_receipt.code, '') not in ('101', '201', '301', '401')
                then 'temporary-failure'
            else record_receipt.status
        end,
        sent_by = coalesce(n.sent_by, record_receipt.provider),
        updated_at = postroom.now()
    where n.id = target.id
      and n.day = target.day
      and n.status in ('created', 'sending', 'pending', 'sent')
      and n.status <> record_receipt.status
      and n.expects_receipt
      and n.notification_type <> 'letter'
      -- What a real provider took is not the sandbox's business.
      and (record_receipt.provider <> 'sandbox' or coalesce(n.sent_by, 'sandbox') = 'sandbox')
    returning n.service_id, n.status, n.notification_type, n.key_type into settled;
    if not found then
        return null;
    end if;
    if settled.status <> 'pending' then
        perform jobs.queue_callbacks(
            'delivery_status', array[target.id], array[settled.service_id], settled.status
        );
    end if;
    return jsonb_build_object(
        'type', settled.notification_type, 'key_type', settled.key_type, 'status', settled.status,
        'seconds', extract(epoch from postroom.now() - uuid7_time(target.id))
    );
end
$$;

comment on function api.record_receipt is
'Applies a provider''s receipt: reference is our id or the provider''s
own (ses, smtp; of others after their name and a colon), status already in our terms. The first final status wins: anything but
created, sending, pending and sent stays as it is, and so does a message to a country whose
receipts mean nothing. A final status queues a call to a service that wants one.
Returns what it changed, for those who count: {"type", "key_type", "status", "seconds" since the
message was accepted}; null: nothing. An unknown reference changes nothing, but a provider''s own is
kept until the message it belongs to is stored; "parked" says that this one was.
Locks: the notification''s row.';

grant execute on function api.record_receipt to postroom_api;
