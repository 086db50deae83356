create or replace function api.unsubscribe(
    notification_id uuid, email_address text, service_id uuid default null
)
    returns boolean
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    sent record;
    research constant uuid := '6c335bf6-ea00-45f1-a40c-6612c7639386'::uuid;
    news constant uuid := '2242f811-1027-44c0-b7d1-1459823d6740'::uuid;
begin
    -- Two clicks at once must not both find nothing.
    perform pg_advisory_xact_lock(hashtextextended(unsubscribe.notification_id::text, 0));
    if exists (
        select from unsubscribe_requests as r
        left join unsubscribe_reports as p on p.id = r.report_id
        where r.notification_id = unsubscribe.notification_id and p.processed_at is null
          and (
              r.service_id = unsubscribe.service_id
              or unsubscribe.service_id is null
              and lower(coalesce(r.email_address, unsubscribe.email_address))
              = lower(unsubscribe.email_address)
          )
    ) then
        return true;
    end if;

    select n.id, n.service_id, n.template_id, n.template_version, n.kept_until into sent
    from notifications as n
    where n.id = unsubscribe.notification_id
      and n.day = uuid7_day(unsubscribe.notification_id);
    if not found then
        return false;
    elsif unsubscribe.service_id is not null then
        if sent.service_id <> unsubscribe.service_id then
            return false;
        end if;
    elsif exists (
        -- A link from before links were of one message: its address has to be the recipient's,
        -- as long as that is known.
        select from notification_contents as c
        where c.id = sent.id and c.kept_until = sent.kept_until
          and c.service_id = sent.service_id
          and lower(c.recipient) <> lower(unsubscribe.email_address)
    ) then
        return false;
    end if;

    -- Mailings of the platform itself to its users: a setting of theirs, no request.
    update users as u
    set take_part_in_research = u.take_part_in_research and sent.service_id <> research,
        receives_new_features_email = u.receives_new_features_email and sent.service_id <> news
    where sent.service_id in (research, news)
      and lower(u.email_address) = lower(unsubscribe.email_address);
    if found then
        return true;
    end if;

    insert into unsubscribe_requests (
        notification_id, service_id, template_id, template_version, email_address
    ) values (
        sent.id, sent.service_id, sent.template_id, sent.template_version,
        unsubscribe.email_address
    );
    return true;
end
$$;

comment on function api.unsubscribe is
'Notes that whoever an email went to wants no more of its kind; the address comes out of the
link''s token, and so does the service, which has to be the message''s. Works as long as the facts of the notification are kept, so beyond its
retention; returns false when it is unknown or not theirs. A second request for the same one stores nothing until
the service has dealt with the first.
A user who unsubscribes from a mailing of the platform itself (to users who take part in
research, or who want its news) has that setting changed instead.';

grant execute on function api.unsubscribe to postroom_api;
