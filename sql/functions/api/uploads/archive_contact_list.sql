create or replace function api.archive_contact_list(
    service_id uuid, contact_list_id uuid, file_key text
)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update contact_lists as c set archived = true, updated_at = now()
    where c.id = archive_contact_list.contact_list_id
      and c.service_id = archive_contact_list.service_id and not c.archived;
    if not found then
        perform api.not_found();
    end if;
    insert into object_removals as r (key, remove_at)
    values (archive_contact_list.file_key, postroom.now())
    on conflict (key) do update set remove_at = excluded.remove_at;
end
$$;

comment on function api.archive_contact_list is
'Takes a list of people out of use; its file is removed soon. Raises NT404, also the second time.';

grant execute on function api.archive_contact_list to postroom_api;
