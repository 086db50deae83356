create or replace function api.archive_service(id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    stamp timestamp := now() at time zone 'UTC';
    -- What the new name comes to in the normalised form, which has letters and figures only.
    plain_stamp text := to_char(stamp, '"archived"YYYYMMDDHH24MISS');
begin
    update services as s
    set name = to_char(stamp, '"_archived_"YYYY-MM-DD-HH24:MI:SS"_"') || s.name,
        normalised_name = plain_stamp || s.normalised_name,
        email_sender_local_part = case
            when s.custom_email_sender_name is null then plain_stamp || s.normalised_name
            else s.email_sender_local_part
        end,
        active = false,
        version = s.version + 1,
        updated_at = now()
    where s.id = archive_service.id and s.active;
    if not found then
        perform api.read_service(archive_service.id);
        return;
    end if;
    perform api.add_template_version(t.id, '{"archived": true}')
    from templates as t
    where t.service_id = archive_service.id and not t.archived and not t.hidden;
    update api_keys as k
    set expires_at = now(), version = k.version + 1, updated_at = now()
    where k.service_id = archive_service.id and k.expires_at is null;
end
$$;

comment on function api.archive_service is
'Ends a service for ever, under a name that frees its own: its templates are archived, its keys
expire. Does nothing the second time. Raises NT404.';

grant execute on function api.archive_service to postroom_api;
