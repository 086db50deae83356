create or replace function api.archive_email_branding(id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
begin
    -- Whoever is about to use this branding waits, since their row refers to it.
    perform from email_branding as b where b.id = archive_email_branding.id for update;
    if not found then
        perform api.not_found();
    end if;
    if api.find_email_branding_users(archive_email_branding.id)
        <> '{"organisations": [], "services": []}'
    then
        perform api.fail(400, null, 'Email branding is in use and so it can''t be archived.');
    end if;
    delete from email_branding_pool as p where p.email_branding_id = archive_email_branding.id;
    update email_branding as b
    set name = to_char(now() at time zone 'UTC', '"_archived_"YYYY-MM-DD-HH24:MI:SS"_"') || b.name,
        active = false,
        updated_at = now()
    where b.id = archive_email_branding.id;
end
$$;

comment on function api.archive_email_branding is
'Takes a branding of emails out of the list and all pools, under a name that frees its own; whoever knows
its id can still read it. Raises NT404; NT400 while an active service or organisation has it.
Locks: the branding''s row.';

grant execute on function api.archive_email_branding to postroom_api;
