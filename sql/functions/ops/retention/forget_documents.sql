create or replace function ops.forget_documents()
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    forgotten bigint;
begin
    with expired as (
        delete from documents as d
        where d.available_until < today()
          and not exists (select from legal_holds as h where h.service_id = d.service_id)
        returning d.object_key
    ),
    discarded as (
        insert into object_removals (key, remove_at)
        select e.object_key, postroom.now() from expired as e
        on conflict (key) do update set remove_at = excluded.remove_at
    )
    select count(*) into forgotten from expired;
    return forgotten;
end
$$;

comment on function ops.forget_documents is
'Forgets files by link whose last day is over, and returns how many; the worker removes them from
the object store. Their links have not worked since that day ended. Services on hold keep theirs
(ops.hold). Safe to repeat.
Locks: the rows it deletes.';

grant execute on function ops.forget_documents to postroom_dba, postroom_worker;
