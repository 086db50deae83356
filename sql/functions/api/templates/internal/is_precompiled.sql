create or replace function api.is_precompiled(
    t postroom.templates, v postroom.template_versions
)
    returns boolean
    language sql
    immutable
as $$
    select (t).hidden and (t).template_type = 'letter' and (v).name = 'Pre-compiled PDF'
$$;

comment on function api.is_precompiled is
'Whether a template is the one that stands behind letters sent as finished files.';
