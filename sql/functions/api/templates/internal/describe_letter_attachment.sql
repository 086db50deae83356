create or replace function api.describe_letter_attachment(a postroom.letter_attachments)
    returns jsonb
    language sql
    stable
as $$
    select jsonb_build_object(
        'id', (a).id,
        'created_at', api.iso_time((a).created_at),
        'created_by_id', (a).created_by_id,
        'archived_at', api.iso_time((a).archived_at),
        'archived_by_id', (a).archived_by_id,
        'original_filename', (a).original_filename,
        'page_count', (a).page_count
    )
$$;

comment on function api.describe_letter_attachment is
'A PDF whose pages follow those of a letter, on the wire of the internal API.';
