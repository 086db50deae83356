create or replace function api.describe_template(
    t postroom.templates, v postroom.template_versions
)
    returns jsonb
    language sql
    stable
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select jsonb_build_object(
        'id', (t).id,
        'service', (t).service_id,
        'template_type', (t).template_type,
        'name', (v).name,
        'subject', (v).subject,
        'content', (v).content,
        'version', (v).version,
        'archived', (v).archived,
        'hidden', (t).hidden,
        'folder', (t).folder_id,
        'postage', (v).postage,
        'has_unsubscribe_link', (v).has_unsubscribe_link,
        'redact_personalisation', (t).redact_personalisation,
        'template_redacted', (t).id,
        'is_precompiled_letter', api.is_precompiled(t, v),
        'letter_languages', (v).letter_languages,
        'letter_welsh_subject', (v).letter_welsh_subject,
        'letter_welsh_content', (v).letter_welsh_content,
        'letter_attachment', (
            select api.describe_letter_attachment(a)
            from letter_attachments as a where a.id = (v).letter_attachment_id
        ),
        'email_files', api.list_live_email_files((t).id, (v).version),
        'service_letter_contact', (v).letter_contact_id,
        'reply_to', case when (t).template_type = 'letter' then (v).letter_contact_id end,
        'reply_to_text', case (t).template_type
            when 'letter' then (
                select c.contact_block from letter_contacts as c
                where c.id = (v).letter_contact_id
            )
            when 'email' then (
                select r.email_address from email_reply_to_addresses as r
                where r.service_id = (t).service_id and r.is_default and not r.archived
            )
            else (
                select m.sender from sms_senders as m
                where m.service_id = (t).service_id and m.is_default and not m.archived
            )
        end,
        'created_by', (v).created_by_id,
        'created_at', api.iso_time((t).created_at),
        'updated_at', case when (v).version > 1 then api.iso_time((v).created_at) end
    )
$$;

comment on function api.describe_template is
'A template at one of its versions on the wire of the internal API; who it would be from is
what the service says now.';
