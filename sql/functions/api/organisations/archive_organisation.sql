create or replace function api.archive_organisation(id uuid)
    returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    o organisations;
begin
    select * into o from organisations as old where old.id = archive_organisation.id for update;
    if not found then
        perform api.not_found();
    end if;
    if not o.active then
        return;
    end if;
    if exists (select from services as s where s.organisation_id = o.id and s.active) then
        perform api.fail(400, null, 'Cannot archive an organisation with active services');
    end if;
    if exists (select from organisation_users as m where m.organisation_id = o.id)
        or exists (
            select from invited_organisation_users as i
            where i.organisation_id = o.id and i.status = 'pending'
        )
    then
        perform api.fail(
            400, null,
            'Cannot archive an organisation with team members or invited team members'
        );
    end if;
    delete from organisation_domains as d where d.organisation_id = o.id;
    update organisations as old
    set name = to_char(now() at time zone 'UTC', '"_archived_"YYYY-MM-DD-HH24:MI:SS"_"') || o.name,
        active = false,
        email_branding_id = null,
        letter_branding_id = null,
        updated_at = now()
    where old.id = o.id;
end
$$;

comment on function api.archive_organisation is
'Ends an organisation for ever, under a name that frees its own, without domains and default brandings.
Does nothing the second time. Raises NT404; NT400 while it has active services, members or
invitations. Locks: the organisation''s row.';

grant execute on function api.archive_organisation to postroom_api;
