create or replace function api.describe_sms_sender(m postroom.sms_senders)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (m).id,
        'service_id', (m).service_id,
        'sms_sender', (m).sender,
        'is_default', (m).is_default,
        'archived', (m).archived,
        'inbound_number_id', (m).inbound_number_id,
        'created_at', api.iso_time((m).created_at),
        'updated_at', api.iso_time((m).updated_at)
    )
$$;

comment on function api.describe_sms_sender is
'A text message sender on the wire of the internal API.';
