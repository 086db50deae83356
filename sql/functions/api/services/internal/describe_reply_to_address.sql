create or replace function api.describe_reply_to_address(r postroom.email_reply_to_addresses)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (r).id,
        'service_id', (r).service_id,
        'email_address', (r).email_address,
        'is_default', (r).is_default,
        'archived', (r).archived,
        'created_at', api.iso_time((r).created_at),
        'updated_at', api.iso_time((r).updated_at)
    )
$$;

comment on function api.describe_reply_to_address is
'A reply-to address on the wire of the internal API.';
