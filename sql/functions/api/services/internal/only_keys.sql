create or replace function api.only_keys(document jsonb, keys text[])
    returns jsonb
    language sql
    immutable
    strict
as $$
    select coalesce(jsonb_object_agg(field.key, field.value), '{}')
    from jsonb_each(only_keys.document) as field
    where field.key = any(only_keys.keys)
$$;

comment on function api.only_keys is 'A JSON object with only these of its keys.';
