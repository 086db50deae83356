create or replace function api.lock_uploaded_letters(messages postroom.new_message[])
    returns void
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    files uuid[] := array(
        select m.file_id from unnest(lock_uploaded_letters.messages) as m
        where m.file_id is not null
        order by m.file_id
    );
begin
    perform pg_advisory_xact_lock(hashtextextended(f.file_id::text, 0))
    from unnest(files) as f (file_id);
    if exists (select from unnest(files) as f (file_id) group by f.file_id having count(*) > 1) then
        raise exception 'a letter is sent twice in one call';
    end if;
end
$$;

comment on function api.lock_uploaded_letters is
'Sees to it that a letter that people upload (file_id) is stored once, whoever sends it at the same
time. Raises an exception when two of these messages are the same letter: one by one they are right.
Locks: the file_ids, as advisory locks.';
