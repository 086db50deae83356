create or replace function api.describe_letter_branding(b postroom.letter_branding)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (b).id,
        'name', (b).name,
        'filename', (b).filename,
        'created_by', (b).created_by_id,
        'created_at', api.iso_time((b).created_at),
        'updated_at', api.iso_time((b).updated_at)
    )
$$;

comment on function api.describe_letter_branding is
'A branding of letters on the wire of the internal API.';
