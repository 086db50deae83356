create or replace function api.platform_service_id()
    returns uuid
    language sql
    immutable
as $$
    select 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553'::uuid
$$;

comment on function api.platform_service_id is
'The service in whose name the platform itself writes; the admin app knows its id too.';
