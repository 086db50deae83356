create or replace function api.resolve_notification(service_id uuid, id uuid)
    returns uuid
    language plpgsql
    stable
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
begin
    -- The thirteenth digit is the version of a UUID; ours are 7.
    if substr(resolve_notification.id::text, 15, 1) = '7' then
        return resolve_notification.id;
    end if;
    return (
        select c.id from notification_contents as c
        where c.file_id = resolve_notification.id
          and c.service_id = resolve_notification.service_id
          and c.kept_until between today() and today() + 90
    );
end
$$;

comment on function api.resolve_notification is
'The id of a notification by what the admin app calls it: its id, or the id of the file that an
uploaded letter was made from (index notification_contents_file); null when there is none.
Internal.';
