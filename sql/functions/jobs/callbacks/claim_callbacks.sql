create or replace function jobs.claim_callbacks(
    size int,
    rooms jsonb default '{}',
    room int default 20,
    lease interval default '60 seconds',
    leased uuid[] default null
)
    returns table (
        subject_id uuid,
        callback_type text,
        service_id uuid,
        attempts int,
        url text,
        bearer_token text,
        payload json
    )
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    claimed uuid[];
begin
    if exists (select from pauses as p where p.lane = 'callback') then
        return;
    end if;
    claimed := coalesce(
        claim_callbacks.leased,
        jobs.lease_callbacks(
            claim_callbacks.size, claim_callbacks.rooms, claim_callbacks.room, claim_callbacks.lease
        )
    );
    if claimed is null then
        return;
    end if;
    -- Claimed once too often, as in jobs.drop_undeliverable.
    perform jobs.give_up_calls(claimed, 'attempts used up', 6);
    return query
    select
        q.subject_id, q.callback_type, q.service_id, q.attempts, c.url, c.bearer_token, p.payload
    from callback_queue as q
    left join service_callbacks as c
        on c.service_id = q.service_id and c.callback_type = q.callback_type
    left join (
        select 'delivery_status' as kind, s.* from jobs.describe_statuses(claimed) as s
        union all
        select 'complaint', s.* from jobs.describe_complaints(claimed) as s
        union all
        select 'inbound_sms', s.* from jobs.describe_received(claimed) as s
        union all
        select 'returned_letter', s.* from jobs.describe_returned(claimed) as s
    ) as p
        on p.subject_id = q.subject_id and p.kind = q.callback_type
    where q.subject_id = any(claimed)
      and q.leased_until > postroom.now()
      and q.handed_over_at is null;
end
$$;

comment on function jobs.claim_callbacks is
'All that calls to services take: of those that jobs.lease_callbacks has leased, or else of up to "size",
of each service no more than it has room for, which are leased here (see jobs.claim). Address, token and
payload are as they are now. No address: the service has taken it away; no payload: the personal data are
gone. Calls that have been claimed once more than there are attempts are given up here.
Locks: the claimed queue rows, for this transaction only.';

grant execute on function jobs.claim_callbacks to postroom_worker;
