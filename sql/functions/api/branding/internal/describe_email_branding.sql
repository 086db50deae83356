create or replace function api.describe_email_branding(b postroom.email_branding)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (b).id,
        'name', (b).name,
        'brand_type', (b).brand_type,
        'colour', (b).colour,
        'logo', (b).logo,
        'text', (b).text,
        'alt_text', (b).alt_text,
        'created_by', (b).created_by_id,
        'created_at', api.iso_time((b).created_at),
        'updated_at', api.iso_time((b).updated_at)
    )
$$;

comment on function api.describe_email_branding is
'A branding of emails on the wire of the internal API.';
