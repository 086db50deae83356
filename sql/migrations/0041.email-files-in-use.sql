-- Sends fill in links to a template's files: a change of one stamps its service, as all does
-- that requests depend on. And when a file's bytes have been given up for removal.
-- depends: 0040.documents

alter table postroom.template_email_files add column discarded_at timestamptz;

create function postroom.stamp_services_of_templates() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services set context_version = nextval('postroom.context_versions')
    where id in (
        select templates.service_id
        from templates inner join changed on changed.template_id = templates.id
    );
    return null;
end
$$;

create trigger stamp_inserted after insert on postroom.template_email_files
referencing new table as changed
for each statement execute function postroom.stamp_services_of_templates();

create trigger stamp_updated after update on postroom.template_email_files
referencing new table as changed
for each statement execute function postroom.stamp_services_of_templates();
