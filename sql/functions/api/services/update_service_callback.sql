create or replace function api.update_service_callback(
    service_id uuid,
    callback_id uuid,
    callback_type text,
    updated_by_id uuid,
    url text default null,
    bearer_token text default null
)
    returns jsonb
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    c service_callbacks;
begin
    update service_callbacks as old
    set url = coalesce(update_service_callback.url, old.url),
        bearer_token = coalesce(update_service_callback.bearer_token, old.bearer_token),
        updated_by_id = update_service_callback.updated_by_id,
        version = old.version + 1,
        updated_at = now()
    where old.id = update_service_callback.callback_id
      and old.service_id = update_service_callback.service_id
      and old.callback_type = update_service_callback.callback_type
    returning * into c;
    if not found then
        perform api.not_found();
    end if;
    return api.describe_service_callback(c);
end
$$;

comment on function api.update_service_callback is
'Changes where a service is called back, or the token sent along. Raises NT404.';

grant execute on function api.update_service_callback to postroom_api;
