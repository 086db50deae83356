create or replace function api.find_uploaded_letters(
    service_id uuid, printed_on date, page int default 1, page_size int default 50
)
    returns table (total bigint, ids uuid[], days date[], last_days date[])
    language sql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
    with found as materialized (
        select n.id, n.day, n.kept_until from notifications as n
        where n.service_id = find_uploaded_letters.service_id
          and n.day between find_uploaded_letters.printed_on - 1 and find_uploaded_letters.printed_on
          and n.kept_until >= today()
          and n.notification_type = 'letter'
          and n.api_key_id is null
          and n.status <> 'cancelled'
          and ops.printed_on(n.created_at) = find_uploaded_letters.printed_on
          and exists (select from templates as t where t.id = n.template_id and t.hidden)
    ),

    shown as (
        select f.* from found as f
        order by f.id desc
        limit find_uploaded_letters.page_size
        offset (find_uploaded_letters.page - 1) * find_uploaded_letters.page_size::bigint
    )

    select
        (select count(*) from found),
        coalesce((select array_agg(s.id order by s.id desc) from shown as s), '{}'),
        coalesce((select array_agg(distinct s.day) from shown as s), '{}'),
        coalesce((select array_agg(distinct s.kept_until) from shown as s), '{}')
$$;

comment on function api.find_uploaded_letters is
'A page of the letters uploaded as PDFs that are printed on a local day, newest first, and how
many there are in all; for api.describe_notifications. They are printed the next day when they
came at the time of printing or later (ops.print_cut_off).';

grant execute on function api.find_uploaded_letters to postroom_api;
