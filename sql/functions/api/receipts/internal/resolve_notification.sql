create or replace function api.resolve_notification(service_id uuid, id uuid)
    returns uuid
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    -- The digit that says which version of UUID it is: ours are 7.
    select case
        when substr(resolve_notification.id::text, 15, 1) = '7' then resolve_notification.id
        else api.find_upload(resolve_notification.service_id, resolve_notification.id)
    end
$$;

comment on function api.resolve_notification is
'The id of a notification by what the admin app calls it: its id, or the id of the file that an
uploaded letter was made from; null when there is none. Internal.';
