create or replace function api.get_letter_pdf(
    service_id uuid, context_version bigint, notification_id uuid
)
    returns table (notification_type text, status text, pdf_key text)
    language plpgsql
    stable
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    created_on date := uuid7_day(get_letter_pdf.notification_id);
    last_day date;
begin
    perform api.check_context(get_letter_pdf.service_id, get_letter_pdf.context_version);

    select n.kept_until into last_day
    from notifications as n
    where n.id = get_letter_pdf.notification_id
      and n.day = created_on
      and n.service_id = get_letter_pdf.service_id;
    if last_day >= today() then
        return query
        select n.notification_type, n.status, c.pdf_key
        from notifications as n
        inner join notification_contents as c
            on c.id = n.id and c.kept_until = n.kept_until and c.service_id = n.service_id
        where n.id = get_letter_pdf.notification_id
          and n.day = created_on
          and n.service_id = get_letter_pdf.service_id
          and c.id = get_letter_pdf.notification_id
          and c.kept_until = last_day;
    end if;
end
$$;

comment on function api.get_letter_pdf is
'Where the PDF of one of the service''s letters lies in the object store, null while there is
none; no row when api.get_notification finds none either.
Raises NTOLD (see api.check_context).';

grant execute on function api.get_letter_pdf to postroom_api;
