create or replace function ops.erase_document(link text)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    -- Ids are 22 characters of base64url, which says - and _ for + and /.
    named text := translate(
        substring(erase_document.link from '/d/[A-Za-z0-9_-]{22}/([A-Za-z0-9_-]{22})'), '-_', '+/'
    );
    erased documents;
begin
    if named is null then
        raise exception 'this is no link to a file' using
            errcode = 'invalid_parameter_value',
            hint = 'Links have the form https://…/d/{service}/{file}, with or without ?key=….';
    end if;
    delete from documents as d
    where d.id = encode(decode(named || '==', 'base64'), 'hex')::uuid
      and not exists (select from legal_holds as h where h.service_id = d.service_id)
    returning d.* into erased;
    if erased.id is null then
        return false;
    end if;
    insert into object_removals as r (key, remove_at) values (erased.object_key, postroom.now())
    on conflict (key) do update set remove_at = excluded.remove_at;
    return true;
end
$$;

comment on function ops.erase_document is
'Forgets a file by its link (…/d/…, the key may be missing) at once: the link does not work any
more, and the worker removes the file. False: there is none, or its service is on hold.
Raises invalid_parameter_value for what is no such link.
Locks: the row it deletes.';

grant execute on function ops.erase_document to postroom_dba;
