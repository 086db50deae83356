create or replace function api.get_template_versions(template_ids uuid[], versions int[])
    returns table (
        template_id uuid,
        version int,
        template_type text,
        subject text,
        content text,
        has_unsubscribe_link boolean,
        letter_welsh_subject text,
        letter_welsh_content text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select v.template_id, v.version, t.template_type, v.subject, v.content,
        v.has_unsubscribe_link, v.letter_welsh_subject, v.letter_welsh_content
    from unnest(get_template_versions.template_ids, get_template_versions.versions)
        as wanted (template_id, version)
    inner join template_versions as v
        on v.template_id = wanted.template_id and v.version = wanted.version
    inner join templates as t on t.id = v.template_id
$$;

comment on function api.get_template_versions is
'What renders notifications that were sent with these versions, hidden templates included. A
version never changes, so callers may keep it for ever.';

grant execute on function api.get_template_versions to postroom_api, postroom_worker;
grant usage on schema api to postroom_worker;
