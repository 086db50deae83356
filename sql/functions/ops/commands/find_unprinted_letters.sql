create or replace function ops.find_unprinted_letters(letter_references text[])
    returns table (
        notification_id uuid,
        service_id uuid,
        template_id uuid,
        reference text,
        job_id uuid,
        created_at timestamptz
    )
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    select n.id, n.service_id, n.template_id, n.provider_reference, n.job_id, n.created_at
    from notifications as n
    where n.provider_reference = any(find_unprinted_letters.letter_references)
      and n.notification_type = 'letter'
      and n.day between today() - ops.history_days() and today()
    order by n.service_id, n.job_id
$$;

comment on function ops.find_unprinted_letters is
'Letters by the references in their files'' names, by service and upload.';

grant execute on function ops.find_unprinted_letters to postroom_dba;
