create or replace function api.confirm_document(
    document_id uuid, confirmation bytea, most_wrong int default 10
)
    returns text
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    d documents;
begin
    select * into d from documents as x
    where x.id = confirm_document.document_id
    for update;
    if d.counted_from < postroom.now() - interval '1 hour' then
        d.wrong_addresses := 0;
        d.counted_from := postroom.now();
    end if;
    if d.wrong_addresses >= confirm_document.most_wrong then
        return 'limited';
    elsif d.confirmation = confirm_document.confirmation then
        return 'confirmed';
    end if;
    update documents as x
    set wrong_addresses = d.wrong_addresses + 1, counted_from = d.counted_from
    where x.id = d.id;
    return 'wrong';
end
$$;

comment on function api.confirm_document is
'Whether an address, as its HMAC under the link''s key, is the one that a file was sent to:
"confirmed" or "wrong"; after so many wrong ones within an hour "limited", whatever it is.
Locks: the file''s row.';

grant execute on function api.confirm_document to postroom_api;
