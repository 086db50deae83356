create or replace function api.get_document(service_id uuid, document_id uuid, key_hash bytea)
    returns table (
        object_key text,
        filename bytea,
        mimetype text,
        size int,
        confirmation bytea,
        available_until date,
        service_name text,
        contact_link text
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
    select
        d.object_key, d.filename, d.mimetype, d.size, d.confirmation, d.available_until,
        s.name, s.contact_link
    from documents as d inner join services as s on s.id = d.service_id
    where d.id = get_document.document_id
      and d.service_id = get_document.service_id
      and d.key_hash = get_document.key_hash
      and d.available_until >= today()
$$;

comment on function api.get_document is
'A file by its link, which names service and file and has the key whose hash this is. No row when
any of them is wrong, and once its last day is over.';

grant execute on function api.get_document to postroom_api;
