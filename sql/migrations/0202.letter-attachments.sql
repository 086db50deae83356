-- Pages that the letters of a template have besides its text: a PDF of the team's own, in the object
-- store under the same id. Which version of a template has which is a column of the version.
-- depends: 0201.audit

create table postroom.letter_attachments (
    -- What the admin app called it when it put the file into the object store.
    id uuid primary key,
    original_filename text not null,
    page_count int not null check (page_count > 0),
    created_by_id uuid not null references postroom.users,
    created_at timestamptz not null default postroom.now(),
    archived_by_id uuid references postroom.users,
    archived_at timestamptz
);
comment on table postroom.letter_attachments is
'PDFs whose pages follow those of a letter. Which templates have one, and had one, their versions say.';
create trigger audit after insert or update or delete on postroom.letter_attachments
for each row execute function postroom.audit();

alter table postroom.template_versions add column letter_attachment_id uuid;
alter table postroom.template_versions
add constraint template_versions_letter_attachment_exists foreign key (letter_attachment_id)
references postroom.letter_attachments not valid;
create index template_versions_letter_attachment
on postroom.template_versions (letter_attachment_id) where letter_attachment_id is not null;
