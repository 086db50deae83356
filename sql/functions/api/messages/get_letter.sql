create or replace function api.get_letter(service_id uuid, notification_id uuid)
    returns table (
        created_at timestamptz,
        status text,
        precompiled boolean,
        subject text,
        content text,
        welsh_subject text,
        welsh_content text,
        recipient text,
        personalisation json,
        contact_block text,
        languages text,
        attachment_id uuid,
        logo text,
        pdf_key text,
        pdf_fault json
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    known_id uuid := api.resolve_notification(get_letter.service_id, get_letter.notification_id);
    created_on date := uuid7_day(known_id);
    last_day date := (
        select n.kept_until from notifications as n
        where n.id = known_id
          and n.day = created_on
          and n.service_id = get_letter.service_id
          and n.notification_type = 'letter'
    );
begin
    return query
    select
        n.created_at, n.status, t.hidden, v.subject, v.content, v.letter_welsh_subject,
        v.letter_welsh_content, c.recipient, c.personalisation, c.reply_to_text,
        v.letter_languages, v.letter_attachment_id, b.filename, c.pdf_key, c.pdf_fault
    from notifications as n
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    inner join templates as t on t.id = n.template_id
    inner join template_versions as v
        on v.template_id = n.template_id and v.version = n.template_version
    inner join services as s on s.id = n.service_id
    left join letter_branding as b on b.id = s.letter_branding_id
    where n.id = known_id
      and n.day = created_on
      and n.service_id = get_letter.service_id
      and c.id = known_id
      and c.kept_until = last_day
      and last_day >= today();
    if not found then
        perform api.not_found();
    end if;
end
$$;

comment on function api.get_letter is
'What shows one of the service''s letters, of whatever key: the place of its PDF, null while there
is none, and what that is made from; an uploaded letter also by the id of its file. Touches one
partition of each tree. Raises NT404 when unknown, no letter, another service''s, or past the last
day that its retention class keeps it.';

grant execute on function api.get_letter to postroom_api;
