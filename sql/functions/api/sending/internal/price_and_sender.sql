create or replace function api.price_and_sender(
    notification_type text,
    created_at timestamptz,
    billable_units int,
    postage text,
    created_by_id uuid,
    out sms_rate numeric,
    out letter_rate numeric,
    out created_by_name text
)
    language plpgsql
    stable
    set plan_cache_mode = auto  -- callers that read partitions have another
as $$
begin
    if price_and_sender.notification_type = 'sms' then
        sms_rate := (
            select r.rate from postroom.sms_rates as r
            where r.valid_from <= price_and_sender.created_at
            order by r.valid_from desc limit 1
        );
    elsif price_and_sender.notification_type = 'letter' then
        letter_rate := (
            select l.rate from postroom.letter_rates as l
            where l.post_class = price_and_sender.postage
              and l.sheet_count = price_and_sender.billable_units
              and l.start_date <= price_and_sender.created_at
              and (l.end_date is null or l.end_date > price_and_sender.created_at)
        );
    end if;
    if price_and_sender.created_by_id is not null then
        created_by_name := (
            select u.name from postroom.users as u where u.id = price_and_sender.created_by_id
        );
    end if;
end
$$;

comment on function api.price_and_sender is
'What one message costs, by the rate in force when it was made, and who sent it by hand; null
where there is no such thing. With plans that are kept. Internal: the caller has checked that
the message may be seen.';
