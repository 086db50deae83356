create or replace function api.cancel_notification(
    service_id uuid,
    notification_id uuid,
    out ids uuid[],
    out days date[],
    out last_days date[]
)
    language plpgsql
    security definer
    set search_path = pg_catalog, postroom, pg_temp
    set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    known_id uuid := api.resolve_notification(
        cancel_notification.service_id, cancel_notification.notification_id
    );
    created_on date := uuid7_day(known_id);
    letter notifications%rowtype;
    printed_on date;
begin
    select n.* into letter
    from notifications as n
    where n.id = known_id
      and n.day = created_on
      and n.service_id = cancel_notification.service_id
      and n.kept_until >= today()
    for update;
    if not found then
        perform api.fail(404, null, 'Notification not found');
    end if;
    if letter.notification_type <> 'letter' then
        perform api.fail(
            400, null, 'Notification cannot be cancelled - only letters can be cancelled'
        );
    end if;
    -- Its run may have begun while this waited for the letter's lock.
    if api.has_gone_to_print(letter.created_at) or api.is_with_printer(letter.id) then
        printed_on := ops.printed_on(letter.created_at);
        perform api.fail(400, null, format(
            'It’s too late to cancel this letter. Printing started %s at %s',
            case
                when printed_on = today() then 'today'
                else 'on ' || to_char(printed_on, 'FMDD FMMonth')
            end,
            to_char(printed_on + ops.print_cut_off(), 'FMHH12.MIam')
        ));
    end if;
    if letter.status = 'cancelled' then
        perform api.fail(400, null, 'This letter has already been cancelled.');
    end if;
    if letter.status not in ('created', 'pending-virus-check') then
        perform api.fail(400, null, format(
            'We could not cancel this letter. Letter status: %s, created_at: %s',
            letter.status, api.plain_time(letter.created_at)
        ));
    end if;

    update notifications as n
    set status = 'cancelled', billable_units = 0, updated_at = postroom.now()
    where n.id = known_id
      and n.day = created_on
      and n.service_id = cancel_notification.service_id;
    if (letter.created_at at time zone 'UTC')::date = (now() at time zone 'UTC')::date
        and letter.key_type <> 'test'
    then
        perform api.count_message(cancel_notification.service_id, 'letter', -1);
    end if;
    ids := array[letter.id];
    days := array[letter.day];
    last_days := array[letter.kept_until];
end
$$;

comment on function api.cancel_notification is
'Cancels a letter, until its printing starts (a printer may have it from jobs.claim_prints on): it is not made, printed or billed, and does
not count towards its service''s day. Returns it as api.find_notification does. Raises NT404 when the service has no such notification,
NT400 when it is no letter, too late, cancelled already or past cancelling.
Locks: the letter''s row. A job that claims it afterwards, or has just made its PDF, leaves it
cancelled.';

grant execute on function api.cancel_notification to postroom_api;
