create or replace function api.keep_documents(documents jsonb)
    returns void
    language sql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    with kept as (
        insert into documents (
            id, service_id, notification_id, object_key, key_hash, filename, confirmation,
            mimetype, size, available_until
        )
        select
            d.id, d.service_id, d.notification_id, d.object_key, decode(d.key_hash, 'base64'),
            decode(d.filename, 'base64'), decode(d.confirmation, 'base64'), d.mimetype, d.size,
            today() + 7 * d.weeks
        from jsonb_to_recordset(keep_documents.documents) as d (
            id uuid, service_id uuid, notification_id uuid, object_key text, key_hash text,
            filename text, confirmation text, mimetype text, size int, weeks int
        )
        returning object_key
    )
    delete from object_removals as r using kept where r.key = kept.object_key
$$;

comment on function api.keep_documents is
'To be called in the transaction that stores the messages which link to them: makes files by
link, announced (api.announce_objects) and written, stay for their weeks. [{"id", "service_id",
"notification_id", "object_key", "key_hash", "filename", "confirmation", "mimetype", "size",
"weeks"}], bytes in base64, as postroom/documents.py describes a file.';
