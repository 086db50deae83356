create or replace function api.platform_user_id()
    returns uuid
    language sql
    immutable
as $$
    select '6af522d0-2915-4e52-83a3-3690455a5fe6'::uuid
$$;

comment on function api.platform_user_id is
'The user in whose name the platform does what no person does; clients know the id too.';
