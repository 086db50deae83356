-- Files that emails of a template link to; their bytes are in the object store.
-- depends: 0017.invitations-and-contact-lists

create table postroom.template_email_files (
    id uuid primary key default gen_random_uuid(),
    template_id uuid not null references postroom.templates,
    filename text not null,
    link_text text,
    retention_period int not null default 1,
    validate_users_email boolean not null default true,
    -- Until its bytes are stored.
    pending boolean not null default true,
    -- 0 while pending; each further one made a version of the template too.
    version int not null default 0,
    template_version int not null,
    archived_at timestamptz,
    archived_by_id uuid references postroom.users,
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default now(),
    updated_at timestamptz
);
comment on column postroom.template_email_files.retention_period is 'Weeks.';
create unique index template_email_files_name
on postroom.template_email_files (template_id, lower(filename))
where not pending and archived_at is null;

create table postroom.template_email_file_versions (
    id uuid not null references postroom.template_email_files,
    version int not null,
    template_id uuid not null references postroom.templates,
    template_version int not null,
    filename text not null,
    link_text text,
    retention_period int not null,
    validate_users_email boolean not null,
    archived boolean not null,
    primary key (id, version)
);
create index template_email_file_versions_template
on postroom.template_email_file_versions (template_id);

create function postroom.keep_email_file_version() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into template_email_file_versions (
        id, version, template_id, template_version, filename, link_text, retention_period,
        validate_users_email, archived
    )
    values (
        new.id, new.version, new.template_id, new.template_version, new.filename,
        new.link_text, new.retention_period, new.validate_users_email,
        new.archived_at is not null
    );
    return null;
end
$$;

create trigger keep_version after update on postroom.template_email_files
for each row when (new.version <> old.version)
execute function postroom.keep_email_file_version();
