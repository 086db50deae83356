create or replace function api.describe_letter_contact(c postroom.letter_contacts)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (c).id,
        'service_id', (c).service_id,
        'contact_block', (c).contact_block,
        'is_default', (c).is_default,
        'archived', (c).archived,
        'created_at', api.iso_time((c).created_at),
        'updated_at', api.iso_time((c).updated_at)
    )
$$;

comment on function api.describe_letter_contact is
'A letter contact on the wire of the internal API.';
