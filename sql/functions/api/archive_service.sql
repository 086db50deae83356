create or replace function api.archive_service(
    id uuid, name text, normalised_name text, email_sender_local_part text
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services as s
    set name = archive_service.name,
        normalised_name = archive_service.normalised_name,
        email_sender_local_part = archive_service.email_sender_local_part,
        active = false,
        version = s.version + 1,
        updated_at = now()
    where s.id = archive_service.id and s.active;
    if not found then
        return;
    end if;
    perform api.update_template(t.service_id, t.id, '{"archived": true}')
    from templates as t
    where t.service_id = archive_service.id and not t.archived and not t.hidden;
    update api_keys as k
    set expires_at = now(), version = k.version + 1, updated_at = now()
    where k.service_id = archive_service.id and k.expires_at is null;
end
$$;

comment on function api.archive_service is
'Ends a service for ever, under a name that frees its own: its templates are archived, its keys
expire. Does nothing the second time.';

grant execute on function api.archive_service to postroom_api;
