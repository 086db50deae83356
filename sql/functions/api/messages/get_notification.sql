create or replace function api.get_notification(
    service_id uuid, context_version bigint, notification_id uuid
)
    returns table (
        id uuid,
        created_at timestamptz,
        sent_at timestamptz,
        updated_at timestamptz,
        notification_type text,
        status text,
        template_id uuid,
        template_version int,
        client_reference text,
        billable_units int,
        rate_multiplier int,
        sms_rate numeric,
        letter_rate numeric,
        postage text,
        created_by_name text,
        recipient text,
        personalisation json,
        unsubscribe_url text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    created_on date := uuid7_day(get_notification.notification_id);
    sent record;
    looked_up record;
begin
    perform api.check_context(get_notification.service_id, get_notification.context_version);

    -- One table at a time and by equality: planned anew at each call, which is most of its cost,
    -- that takes half as long as the join that lists need.
    select
        n.id, n.kept_until, n.service_id, n.created_at, n.sent_at, n.updated_at,
        n.notification_type, n.status, n.template_id, n.template_version, n.client_reference,
        n.billable_units, n.rate_multiplier, n.postage, n.created_by_id
    into sent
    from notifications as n
    where n.id = get_notification.notification_id
      and n.day = created_on
      and n.service_id = get_notification.service_id;
    if sent.kept_until >= today() then
        looked_up := api.price_and_sender(
            sent.notification_type, sent.created_at, sent.billable_units, sent.postage,
            sent.created_by_id
        );
        return query
        select
            sent.id, sent.created_at, sent.sent_at, sent.updated_at, sent.notification_type,
            sent.status, sent.template_id, sent.template_version, sent.client_reference,
            sent.billable_units, sent.rate_multiplier,
            looked_up.sms_rate, looked_up.letter_rate, sent.postage, looked_up.created_by_name,
            c.recipient, c.personalisation, c.unsubscribe_url
        from notification_contents as c
        where c.id = sent.id and c.kept_until = sent.kept_until and c.service_id = sent.service_id;
    end if;
end
$$;

comment on function api.get_notification is
'One notification of the service; no row when unknown, another service''s, or past the last day
that its retention class keeps it. Touches one partition of each tree.
Raises NTOLD (see api.check_context).';

grant execute on function api.get_notification to postroom_api;
