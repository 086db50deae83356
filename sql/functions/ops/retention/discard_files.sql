create or replace function ops.discard_files(day date)
    returns bigint
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
declare
    discarded bigint;
begin
    if discard_files.day >= today() then
        raise exception '% is not over yet', discard_files.day;
    end if;

    insert into object_removals (key, remove_at)
    select c.pdf_key, postroom.now()
    from notifications as n
    inner join notification_contents as c
        on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
    where n.notification_type = 'letter'
      and n.kept_until = discard_files.day
      and n.day between discard_files.day - ops.history_days() and discard_files.day
      and c.kept_until = discard_files.day
      and c.pdf_key is not null
      and not exists (select from legal_holds as h where h.service_id = c.service_id)
    on conflict (key) do nothing;
    get diagnostics discarded = row_count;
    return discarded;
end
$$;

comment on function ops.discard_files is
'Before a day''s contents are dropped and after ops.keep_back: notes the PDFs of that day''s
letters for removal from the object store, except those of services on hold, and returns how
many. The worker removes them. Raises an exception for a day that is not over. Safe to repeat.';

grant execute on function ops.discard_files to postroom_dba, postroom_worker;
