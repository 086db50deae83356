create or replace function api.create_service_callback(
    service_id uuid, callback_type text, url text, bearer_token text, updated_by_id uuid
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    c service_callbacks;
begin
    if not exists (
        select from services as s where s.id = create_service_callback.service_id
    ) then
        perform api.not_found();
    end if;
    insert into service_callbacks (
        service_id, callback_type, url, bearer_token, updated_by_id
    ) values (
        create_service_callback.service_id, create_service_callback.callback_type,
        create_service_callback.url, create_service_callback.bearer_token,
        create_service_callback.updated_by_id
    )
    returning * into c;
    return api.describe_service_callback(c);
end
$$;

comment on function api.create_service_callback is
'Says where a service is called back for one kind of event; the caller has encrypted the token.
Raises NT404, unique_violation for a second one of the kind.';

grant execute on function api.create_service_callback to postroom_api;
