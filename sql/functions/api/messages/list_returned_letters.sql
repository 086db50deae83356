create or replace function api.list_returned_letters(service_id uuid, reported_on date)
    returns table (
        notification_id uuid,
        created_at timestamptz,
        client_reference text,
        template_name text,
        template_id uuid,
        template_version int,
        user_name text,
        email_address text,
        job_row_number int,
        uploaded_letter_file_name text
    )
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    ids uuid[];
    days date[];
begin
    select array_agg(r.notification_id), array_agg(distinct uuid7_day(r.notification_id))
    into ids, days
    from returned_letters as r
    where r.service_id = list_returned_letters.service_id
      and r.reported_on = list_returned_letters.reported_on;
    return query
    select
        n.id,
        n.created_at,
        case when n.api_key_id is not null then n.client_reference end,
        case when not t.hidden then v.name end,
        case when not t.hidden then t.id end,
        case when not t.hidden then n.template_version end,
        u.name,
        u.email_address,
        n.job_row_number,
        case when t.hidden and n.api_key_id is null then n.client_reference end
    from unnest(ids) as r (id)
    -- A row of nulls for one without facts any more.
    left join notifications as n
        on n.id = r.id
        and n.id = any(ids)
        and n.day = any(days)
        and n.service_id = list_returned_letters.service_id
    left join templates as t on t.id = n.template_id
    left join template_versions as v
        on v.template_id = n.template_id and v.version = n.template_version
    left join users as u on u.id = n.created_by_id
    order by n.created_at desc, n.id desc;
end
$$;

comment on function api.list_returned_letters is
'The letters of a service that were reported as returned on a day (UTC), the newest first; a row
without an id for each that is older than the facts.';

grant execute on function api.list_returned_letters to postroom_api;
