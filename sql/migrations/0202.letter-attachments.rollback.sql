alter table postroom.template_versions drop column letter_attachment_id;
drop table postroom.letter_attachments;
