create or replace function jobs.complete_uploads()
    returns int
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    completed int;
begin
    update jobs as j
    set status = 'finished all notifications created', updated_at = postroom.now()
    where j.status = 'finished'
      and j.processing_finished_at <= postroom.now() - interval '1 minute';
    get diagnostics completed = row_count;
    return completed;
end
$$;

comment on function jobs.complete_uploads is
'Says of uploads that were finished a minute ago that all their notifications exist, which they
do: from now on letters may be cancelled. Returns how many.
Locks: the uploads.';

grant execute on function jobs.complete_uploads to postroom_worker;
