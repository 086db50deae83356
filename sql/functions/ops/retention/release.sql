create or replace function ops.release(service_id uuid)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
#variable_conflict use_column
declare
    forgotten bigint;
    received bigint;
begin
    perform ops.expect_service(release.service_id);
    delete from legal_holds as h where h.service_id = release.service_id;
    with released as (
        delete from held_contents as c
        where c.service_id = release.service_id
        returning c.pdf_key
    ),
    discarded as (
        insert into object_removals (key, remove_at)
        select r.pdf_key, postroom.now() from released as r where r.pdf_key is not null
        on conflict (key) do update set remove_at = excluded.remove_at
    )
    select count(*) into forgotten from released;
    delete from held_inbound_messages as m where m.service_id = release.service_id;
    get diagnostics received = row_count;
    perform ops.forget_documents();
    return forgotten + received;
end
$$;

comment on function ops.release is
'Ends a service''s legal hold and forgets at once what it alone had kept, PDFs of letters and
files by link included; what is still within its retention stays until its day. Returns how many
messages were forgotten. Safe to repeat. Raises foreign_key_violation for an unknown service.
Locks: the rows it deletes.';

grant execute on function ops.release to postroom_dba;
