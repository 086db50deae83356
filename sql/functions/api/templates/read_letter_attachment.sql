create or replace function api.read_letter_attachment(id uuid)
    returns jsonb
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select api.describe_letter_attachment(a)
    from letter_attachments as a where a.id = read_letter_attachment.id
$$;

comment on function api.read_letter_attachment is
'A PDF whose pages follow those of a letter, in use or not; null when there is none.';

grant execute on function api.read_letter_attachment to postroom_api;
