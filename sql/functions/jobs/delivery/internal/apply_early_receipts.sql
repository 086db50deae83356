create or replace function jobs.apply_early_receipts(provider_references text[])
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    receipts json;
    applied bigint;
begin
    -- Taken and applied in one statement: what is parked meanwhile stays.
    with taken as (
        delete from early_receipts as e
        where e.reference = any(apply_early_receipts.provider_references)
        returning e.*
    )
    select json_agg(json_build_object(
        'provider', t.provider, 'reference', t.reference, 'status', t.status,
        'received_at', t.received_at, 'parked', true
    ) order by t.parked_at)
    into receipts
    -- In the order in which they came: the first final one wins.
    from taken as t;
    applied := (select count(r) from api.record_receipts(coalesce(receipts, '[]')) as r);

    with taken as (
        delete from early_complaints as e
        where e.reference = any(apply_early_receipts.provider_references)
        returning e.*
    )
    select
        applied + count(api.record_complaint(
            t.reference, t.feedback_id, t.complaint_type, t.complained_at, t.sent_at
        ))
    into applied
    from taken as t;
    return applied;
end
$$;

comment on function jobs.apply_early_receipts is
'Applies the receipts and complaints that came before the messages with these providers''
references were stored, in the order in which they came, and returns how many. Internal: called by whoever has just stored them.
Locks: the messages'' rows.';
