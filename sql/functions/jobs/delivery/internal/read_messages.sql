create or replace function jobs.read_messages(ids uuid[], days date[])
    returns table (
        id uuid,
        service_id uuid,
        notification_type text,
        key_type text,
        template_id uuid,
        template_version int,
        international boolean,
        expects_receipt boolean,
        recipient text,
        normalised_recipient text,
        personalisation json,
        reply_to_text text,
        unsubscribe_url text
    )
    language plpgsql
    stable
    rows 100
    set search_path = pg_catalog, postroom, pg_temp
    set enable_seqscan = off
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    last_days constant date[] := array(
        select distinct n.kept_until from notifications as n
        where n.id = any(read_messages.ids) and n.day = any(read_messages.days)
    );
begin
    return query
    select
        n.id, n.service_id, n.notification_type, n.key_type, n.template_id, n.template_version,
        n.international, n.expects_receipt, c.recipient, c.normalised_recipient,
        c.personalisation, c.reply_to_text, c.unsubscribe_url
    from notifications as n
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    where n.id = any(read_messages.ids)
      and n.day = any(read_messages.days)
      and n.status = 'created'
      and c.id = any(read_messages.ids)
      and c.kept_until = any(last_days)
      and c.kept_until >= today();
end
$$;

comment on function jobs.read_messages is
'Of these messages what it takes to send those that still wait and whose personal data are there.
Internal: jobs.claim; apart, since its plans are made anew for the days of each batch.';
