create or replace function api.get_template(
    service_id uuid, context_version bigint, template_id uuid, template_version int default null
)
    returns table (
        id uuid,
        template_type text,
        name text,
        version int,
        subject text,
        content text,
        archived boolean,
        postage text,
        has_unsubscribe_link boolean,
        letter_contact_block text,
        letter_welsh_subject text,
        letter_welsh_content text,
        created_at timestamptz,
        updated_at timestamptz,
        created_by text,
        email_files jsonb
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    perform api.check_context(get_template.service_id, get_template.context_version);
    return query
    select
        t.id, t.template_type, v.name, v.version, v.subject, v.content, t.archived, v.postage,
        v.has_unsubscribe_link, c.contact_block, v.letter_welsh_subject,
        v.letter_welsh_content, t.created_at,
        case when v.version > 1 then v.created_at end,
        u.email_address, api.list_live_email_files(t.id, v.version)
    from templates as t
    inner join template_versions as v on v.template_id = t.id
    inner join users as u on u.id = v.created_by_id
    left join letter_contacts as c on c.id = v.letter_contact_id
    where t.id = get_template.template_id
      and t.service_id = get_template.service_id
      and not t.hidden
      and v.version = coalesce(get_template.template_version, t.version);
end
$$;

comment on function api.get_template is
'One template of the service at the given version, or at its latest, with the files that its
emails link to; no row when unknown,
hidden or another service''s. Raises NTOLD (see api.check_context).';

grant execute on function api.get_template to postroom_api;
