create or replace function api.record_complaint(
    reference text,
    feedback_id text default null,
    complaint_type text default null,
    complained_at timestamptz default null,
    sent_at timestamptz default null
)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    target record;
    new_id uuid;
begin
    select f.id, f.service_id into target
    from api.find_by_provider_reference(record_complaint.reference, record_complaint.sent_at) as f;
    if not found then
        insert into early_complaints (
            reference, feedback_id, complaint_type, complained_at, sent_at
        ) values (
            record_complaint.reference, record_complaint.feedback_id,
            record_complaint.complaint_type, record_complaint.complained_at,
            record_complaint.sent_at
        )
        on conflict do nothing;
        return false;
    end if;

    insert into complaints as c (
        notification_id, service_id, feedback_id, complaint_type, complained_at
    ) values (
        target.id, target.service_id, record_complaint.feedback_id,
        record_complaint.complaint_type, record_complaint.complained_at
    )
    on conflict do nothing
    returning c.id into new_id;
    if new_id is null then
        return false;
    end if;
    perform jobs.queue_callbacks('complaint', array[new_id], array[target.service_id]);
    return true;
end
$$;

comment on function api.record_complaint is
'Stores that a recipient complained about an email, named by its provider''s reference, and queues
a call to its service. A complaint that is known changes nothing; one about an unknown email is
kept until that is stored, for a day. Returns whether it is new.';

grant execute on function api.record_complaint to postroom_api;
