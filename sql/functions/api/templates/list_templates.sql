create or replace function api.list_templates(
    service_id uuid, context_version bigint, wanted_type text default null
)
    returns table (
        id uuid,
        template_type text,
        name text,
        version int,
        subject text,
        content text,
        postage text,
        letter_contact_block text,
        letter_welsh_subject text,
        letter_welsh_content text,
        created_at timestamptz,
        updated_at timestamptz,
        created_by text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    perform api.check_context(list_templates.service_id, list_templates.context_version);
    return query
    select
        t.id, t.template_type, v.name, v.version, v.subject, v.content, v.postage,
        c.contact_block, v.letter_welsh_subject, v.letter_welsh_content, t.created_at,
        case when v.version > 1 then v.created_at end,
        u.email_address
    from templates as t
    inner join template_versions as v on v.template_id = t.id and v.version = t.version
    inner join users as u on u.id = v.created_by_id
    left join letter_contacts as c on c.id = v.letter_contact_id
    where t.service_id = list_templates.service_id
      and t.template_type = coalesce(list_templates.wanted_type, t.template_type)
      and not t.archived
      and not t.hidden
    order by v.name, array_position('{sms,email,letter}', t.template_type), t.id;
end
$$;

comment on function api.list_templates is
'The templates of a service that can be sent, of one type or all, by name.
Raises NTOLD (see api.check_context).';

grant execute on function api.list_templates to postroom_api;
